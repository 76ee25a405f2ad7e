/// An experiment as it was submitted, and what it came to.
public struct StoredExperiment: Sendable, Equatable {
    /// The TOML text, unchanged.
    public var text: String
    /// The file it came from, if it was one.
    public var path: String?
    /// The overrides given beside it, each `key=value`.
    public var overrides: [String]
    /// The complete configuration, overrides and defaults written out, as TOML.
    public var configuration: String

    /// An experiment from its parts.
    public init(text: String, path: String?, overrides: [String], configuration: String) {
        self.text = text
        self.path = path
        self.overrides = overrides
        self.configuration = configuration
    }
}
