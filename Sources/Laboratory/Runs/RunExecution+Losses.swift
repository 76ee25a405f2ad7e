import PhysicalDevices
import RunStore

/// A run was asked to stop while its device was away, so there is nothing to evaluate it on.
struct StoppedWithoutDevice: Error {}

/// Riding out a device that goes away in the middle of a run.
extension RunExecution {
    /// Losses without a batch between them after which a run gives up: a loose cable, not an accident.
    private static let mostLossesInARow = 20

    /// Does something that only measures, again from its beginning whenever the device was lost meanwhile.
    func ridingOutLosses<Result>(_ work: () async throws -> Result) async throws -> Result {
        var losses = 0
        while true {
            do {
                return try await work()
            } catch let error as DeviceError {
                try await rideOut(error, losses: &losses)
            }
        }
    }

    /// Pauses the run until its device is back. Throws the error itself where the device was not lost,
    /// `StoppedWithoutDevice` when the run is to stop instead, and what makes the device unusable for this run.
    func rideOut(_ error: DeviceError, losses: inout Int) async throws {
        let supervisor = try await services.devices.supervisor(plan.experiment.device)
        let state = await supervisor.device.state
        guard error.code == .lost || state == .lost || state == .absent else { throw error }
        losses += 1
        guard losses <= Self.mostLossesInARow else { throw error }
        let gate = await supervisor.gate
        let wasRunning = try await services.store.run(run).state == .running
        try await services.store.addEvent(run, kind: "device-lost", message: "\(error)")
        if wasRunning {
            try await services.store.transition(
                run, to: .paused, message: "waiting for \(supervisor.device.id): \(error)")
        }
        services.signals.changed(run)
        let isBack = await withTaskGroup(of: Bool.self) { group in
            group.addTask { await supervisor.returned() }
            group.addTask { [control] in
                await control.waitForEnd()
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
        try Task.checkCancellation()
        guard isBack else { throw StoppedWithoutDevice() }
        let entry = try await supervisor.entry()
        guard entry.gate === gate else {
            throw DeviceError(
                .invalidRequest, "the device came back with another descriptor than the run was planned for",
                remedy: "Submit the run again.", device: entry.device.id, operation: "resume",
                hardwareState: await entry.device.hardwareState)
        }
        try await entry.gate.arm()
        for doubt in await (entry.device as? any PulseProgrammable)?.takeDoubts() ?? [] {
            try await services.store.addEvent(run, kind: "pulses-in-doubt", message: doubt.sentence)
        }
        try await services.store.addEvent(
            run, kind: "device-back", message: "\(entry.device.id) is back; what was under way is not repeated")
        if wasRunning { try await services.store.transition(run, to: .running) }
        services.signals.changed(run)
    }
}

extension PulseDoubt {
    fileprivate var sentence: String {
        let now = meanConductance.map { "the cells were read back, mean \($0)" } ?? "the cells cannot be read"
        return "\(confirmed) of \(asked) pulses on \(block) are confirmed (\(reason)); none was sent again; \(now)"
    }
}
