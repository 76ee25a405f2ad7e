import FaultScripts
import Matrices
import PhysicalDevices

/// How a simulated reservoir fails. The kinds and their effects: docs/faults.md. It has no cells that could be stuck or
/// drift: such faults are refused.
extension SimulatedReservoir {
    public var faults: [ScheduledFault] { presence.script.schedule.faults }

    @discardableResult
    public func inject(_ fault: ScheduledFault) throws -> Int {
        let kind = fault.fault.kind
        guard kind != .stuckCells, kind != .drift else {
            throw FaultScriptError(
                "kind", "a reservoir has no cells to show \(kind.rawValue)",
                remedy: "use dead-outputs, or a fault of the link or the device")
        }
        let id = try presence.script.schedule.add(fault)
        for fault in presence.strikeDue() { suffer(fault) }
        return id
    }

    @discardableResult
    public func clearFaults(_ id: Int?) -> Int { presence.clearFaults(id) }

    /// Carries an operation out, with the faults that happen in it.
    func perform<Result>(
        _ operation: String, _ body: (inout Physics) -> Result
    ) throws -> (result: Result, outcome: SimulatedPresence.Outcome) {
        var injuries: [Fault] = []
        // Also where something else that happens now ends the operation before it begins.
        defer { for fault in injuries { suffer(fault) } }
        let replies = try presence.begin(operation, suffering: &injuries)
        for fault in injuries { suffer(fault) }
        injuries = []
        let result = body(&physics)
        return (result, try presence.end(operation, replies))
    }

    private func suffer(_ fault: Fault) {
        if fault.kind == .deadOutputs { physics.loseOutputs(share: Float(fault.share)) }
    }
}
