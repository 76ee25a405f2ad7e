/// A fault or a trigger that makes no sense.
public struct FaultScriptError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The key at fault, as a script spells it.
    public let key: String
    /// What is wrong with it.
    public let message: String
    /// What to write instead.
    public let remedy: String

    /// An error from its parts.
    public init(_ key: String, _ message: String, remedy: String) {
        self.key = key
        self.message = message
        self.remedy = remedy
    }

    public var description: String { "\(key): \(message); \(remedy)" }
}
