/// Something on the wire that must not have been there.
public struct Violation: Sendable, Equatable, CustomStringConvertible {
    /// Whose doing it was.
    public enum Side: String, Sendable { case host, board }

    /// The rule that was broken.
    public enum Rule: String, Sendable {
        /// Bytes that belong to no frame, or to no job line.
        case noFrame = "bytes of no frame"
        /// A frame whose contents make no sense.
        case malformed
        /// A voltage, width or count outside the limits.
        case outsideLimits = "outside the limits"
        /// A request that energises, sent while the board was not armed.
        case notArmed = "energised without arming"
        /// Two requests under one id, or a repetition that repeats nothing.
        case idReused = "id used twice"
        /// A request that was executed more than once.
        case executedTwice = "executed twice"
        /// More answers than were asked for.
        case surplusAnswer = "surplus answer"
        /// More unanswered requests than the board takes.
        case tooManyInFlight = "too many in flight"
        /// Cells programmed whose state is unknown.
        case notReadBack = "programmed before being read back"
        /// The safe state came too late, or not at all.
        case notSafeInTime = "not safe in time"
    }

    /// When [s], on the clock of whoever feeds the monitor.
    public let seconds: Double
    public let side: Side
    public let rule: Rule
    /// What was seen.
    public let message: String

    public var description: String { "\(seconds) s, \(side.rawValue): \(rule.rawValue): \(message)" }
}
