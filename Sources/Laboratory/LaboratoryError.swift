/// Something that the laboratory cannot do, and what to do instead.
public struct LaboratoryError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it was.
    public enum Code: Sendable, Equatable {
        /// No device of that id.
        case deviceNotFound(String)
        /// The device is held by a run, or the run is in a state in which this cannot be done.
        case wrongState(String)
    }

    /// What kind of failure it was.
    public let code: Code
    /// What went wrong.
    public let message: String
    /// What to do about it.
    public let remedy: String

    /// An error from its parts.
    public init(_ code: Code, _ message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    static func deviceNotFound(_ id: String, known: [String]) -> LaboratoryError {
        LaboratoryError(
            .deviceNotFound(id), "there is no device '\(id)'",
            remedy: known.isEmpty
                ? "Add a [[device]] to the configuration, or start pibd with --simulate."
                : "Known devices: \(known.joined(separator: ", ")).")
    }

    public var description: String { "\(message). \(remedy)" }
}
