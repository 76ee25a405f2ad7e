/// An environment that cannot be worked with: it died, or it answers what cannot be.
public struct EnvironmentError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The environment's name.
    public let environment: String
    /// What is wrong.
    public let message: String
    /// What the reader can do about it.
    public let remedy: String

    /// An error of the environment called `environment`.
    public init(environment: String, _ message: String, remedy: String) {
        self.environment = environment
        self.message = message
        self.remedy = remedy
    }

    public var description: String { "environment \(environment): \(message); \(remedy)" }
}
