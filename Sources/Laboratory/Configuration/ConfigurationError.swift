/// What is wrong with a configuration or experiment file, where, and what to do about it.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// The file; nil when the mistake stands in an override.
    public let file: String?
    /// Full path of the key, tables of an array counted from 0, for instance `unit.0.outputs`.
    public let key: String?
    /// The line, counted from 1; nil when it is not known.
    public let line: Int?
    /// What is wrong.
    public let message: String
    /// What to do.
    public let remedy: String

    /// An error from its parts.
    public init(file: String?, key: String?, line: Int?, message: String, remedy: String) {
        self.file = file
        self.key = key
        self.line = line
        self.message = message
        self.remedy = remedy
    }

    /// All in one line, as compilers write it: `mnist.toml:7: unit.0.outputs: expected ...; write ...`.
    public var description: String {
        var place: [String] = []
        if let file { place.append(line.map { "\(file):\($0)" } ?? file) }
        if let key { place.append(key) }
        return (place + ["\(message); \(remedy)"]).joined(separator: ": ")
    }
}
