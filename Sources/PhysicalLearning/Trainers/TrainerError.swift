/// A method that cannot work as it is asked to, found out before anything is driven.
public struct TrainerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public let message: String
    /// What the reader can do about it.
    public let remedy: String

    public var description: String { "\(message); \(remedy)" }
}
