import RandomStreams

/// The faults that a device is to show: read from a script, injected and cleared while it runs.
///
/// A value: the same schedule asked in the same way gives the same faults.
public struct FaultSchedule: Sendable, Equatable {
    /// The most faults in one schedule; a script or a client beyond this is refused.
    public static let limit = 1000

    /// The faults in the order in which they came; those that are over stay in the list.
    public private(set) var faults: [ScheduledFault] = []

    private var streams: [Int: RandomStream] = [:]
    private var lastID = 0

    /// A schedule without faults.
    public init() {}

    /// A schedule of `faults`. Throws `FaultScriptError` when they are too many.
    public init(_ faults: [ScheduledFault]) throws(FaultScriptError) {
        for fault in faults { try add(fault) }
    }

    /// Whether there is nothing that can still happen.
    public var isIdle: Bool { faults.allSatisfy(\.isOver) }

    /// Adds a fault; returns its number. Throws `FaultScriptError` when there are too many.
    @discardableResult
    public mutating func add(_ fault: ScheduledFault) throws(FaultScriptError) -> Int {
        if faults.count >= Self.limit { faults.removeAll(where: \.isOver) }
        guard faults.count < Self.limit else {
            throw FaultScriptError(
                "fault", "there are \(Self.limit) faults already", remedy: "clear some, or use triggers that recur")
        }
        lastID += 1
        var fault = fault
        fault.id = lastID
        fault.happened = 0
        if case .everyOperations(_, _, let seed) = fault.trigger {
            streams[lastID] = RandomStream(seed: seed, name: "fault/\(fault.fault.kind.rawValue)")
        }
        faults.append(fault)
        return lastID
    }

    /// Takes the fault number `id` off the list, all of them for nil; returns how many were taken off.
    @discardableResult
    public mutating func clear(_ id: Int? = nil) -> Int {
        let before = faults.count
        faults.removeAll { id == nil || $0.id == id }
        streams = streams.filter { entry in faults.contains { $0.id == entry.key } }
        return before - faults.count
    }

    /// The faults that happen in operation number `operation` (from 1; to be asked once for each), `seconds` after the
    /// start.
    public mutating func due(operation: Int, seconds: Double) -> [Fault] {
        guard !faults.isEmpty else { return [] }
        var due: [Fault] = []
        for index in faults.indices where !faults[index].isOver {
            guard isDue(faults[index], operation: operation, seconds: seconds) else { continue }
            faults[index].happened += 1
            due.append(faults[index].fault)
        }
        return due
    }

    /// The faults that happen `seconds` after the start while no operation is going on: those of the device or its
    /// cells whose time has come. What acts on a reply waits for one.
    public mutating func due(seconds: Double) -> [Fault] {
        guard !faults.isEmpty else { return [] }
        var due: [Fault] = []
        for index in faults.indices where !faults[index].isOver && faults[index].fault.kind.target != .reply {
            let isDue =
                switch faults[index].trigger {
                case .atSeconds(let time): seconds >= time
                case .afterOperations(let count): count == 0
                case .everyOperations: false
                }
            guard isDue else { continue }
            faults[index].happened += 1
            due.append(faults[index].fault)
        }
        return due
    }

    private mutating func isDue(_ fault: ScheduledFault, operation: Int, seconds: Double) -> Bool {
        switch fault.trigger {
        case .afterOperations(let count): return operation > count
        case .atSeconds(let time): return seconds >= time
        case .everyOperations(let interval, let probability, _):
            guard operation % interval == 0 else { return false }
            return Double(streams[fault.id]?.uniform(1)[0] ?? 1) < probability
        }
    }
}
