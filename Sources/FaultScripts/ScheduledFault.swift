/// A fault, when it happens and how often: one table of a fault script.
public struct ScheduledFault: Sendable, Equatable, CustomStringConvertible {
    /// Its number in the schedule, from 1; 0 until it is in one.
    public internal(set) var id: Int
    /// What goes wrong.
    public let fault: Fault
    /// When.
    public let trigger: FaultTrigger
    /// How often; nil for no limit. With `afterOperations` and `atSeconds`, at so many operations in a row.
    public let count: Int?
    /// How often it has happened.
    public internal(set) var happened = 0

    /// A fault at `trigger`, `count` times (nil: once, or without a limit if the trigger recurs). Throws
    /// `FaultScriptError`.
    public init(_ fault: Fault, trigger: FaultTrigger = .now, count: Int? = nil) throws(FaultScriptError) {
        try trigger.validate()
        if let count, count <= 0 {
            throw FaultScriptError("count", "\(count) is no number of times", remedy: "give 1 or more")
        }
        self.id = 0
        self.fault = fault
        self.trigger = trigger
        self.count = count ?? trigger.defaultCount
    }

    /// Whether it has happened as often as it is to.
    public var isOver: Bool { count.map { happened >= $0 } ?? false }

    public var description: String {
        let times = count.map { "\(happened) of \($0) times" } ?? "\(happened) times"
        return "\(fault), \(trigger), \(times) so far"
    }
}
