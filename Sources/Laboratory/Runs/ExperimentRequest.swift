/// An experiment as a client sends it.
public struct ExperimentRequest: Sendable {
    /// The TOML text.
    public var text: String
    /// The file it came from, absolute; relative data paths inside the text start from its directory.
    public var path: String?
    /// Overrides, each `key=value`.
    public var overrides: [String]
    /// The client's own $PIBD_DATA.
    public var dataPath: String?
    /// What the run is to be called; nil for the experiment's own name.
    public var name: String?

    /// A request from its parts.
    public init(text: String, path: String?, overrides: [String], dataPath: String?, name: String?) {
        self.text = text
        self.path = path
        self.overrides = overrides
        self.dataPath = dataPath
        self.name = name
    }
}

/// Who asks for something.
public struct Operator: Sendable, Equatable {
    /// Numeric user id.
    public let uid: UInt32
    /// User name.
    public let name: String

    /// A user.
    public init(uid: UInt32, name: String) {
        self.uid = uid
        self.name = name
    }
}
