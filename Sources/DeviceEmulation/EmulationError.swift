/// Why an emulator cannot be served: where, what, and what to do.
public struct EmulationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The path, port or option concerned.
    public let place: String
    /// What went wrong.
    public let message: String
    /// What the reader can do about it.
    public let remedy: String

    /// An error from its parts.
    public init(_ place: String, _ message: String, remedy: String) {
        self.place = place
        self.message = message
        self.remedy = remedy
    }

    public var description: String { "\(place): \(message). \(remedy)" }
}
