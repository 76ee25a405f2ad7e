import FaultScripts

/// A device that can be told to fail: simulated ones only. Faults and their effects: docs/faults.md.
public protocol FaultInjectable: PhysicalDevice {
    /// The faults that it was told, those that are over included.
    var faults: [ScheduledFault] { get }
    /// Adds a fault to the list; returns its number. Throws `FaultScriptError` when there are too many.
    @discardableResult
    func inject(_ fault: ScheduledFault) throws -> Int
    /// Takes fault number `id` off the list, all of them for nil; returns how many were taken off. What the cells have
    /// suffered stays.
    @discardableResult
    func clearFaults(_ id: Int?) -> Int
}
