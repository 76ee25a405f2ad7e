import PhysicalDevices
import RunStore
import Simulated

/// Going on with runs that wait, or that ended before their time.
extension RunEngine {
    /// How long a client waits to be told whether the hardware is as the run left it [s].
    private static let patience = 20.0

    /// Lets a paused run go on, or queues one again that was interrupted, aborted or failed.
    ///
    /// The second kind goes on from its last checkpoint, once the hardware was compared with it. Returns when the run
    /// has begun, or waits for its turn behind others.
    ///
    /// - Parameters:
    ///   - reprogram: whether cells that have changed are written back.
    ///   - tolerance: how far cells may be from the checkpoint, root mean square in parts of the window; nil for what
    ///     the experiment says.
    ///   - user: who asks for it.
    /// - Throws: `LaboratoryError` when the run cannot go on, and why.
    public func resume(
        _ run: Int64, reprogram: Bool = false, tolerance: Double? = nil,
        by user: Operator = Operator(uid: 0, name: "pibd")
    ) async throws {
        if await releasePause(run) { return }
        let stored = try await services.store.run(run)
        guard stored.state.isResumable else {
            throw LaboratoryError(
                .wrongState(stored.state.rawValue), "run \(run) is \(stored.state.rawValue)",
                remedy: stored.state.isEnded ? "Submit it again." : "Wait until it runs.")
        }
        let entry = try await services.devices.entry(stored.device)
        try await requireWayBack(stored, entry.device)
        try await services.devices.requireNotLeased(stored.device, toOthersThan: user)
        // Who resumes a run says that it is safe to go on, as who submits one does.
        await entry.gate.release()
        try await services.store.queueAgain(
            run, operatorUID: user.uid, operatorName: user.name, reprogram: reprogram, tolerance: tolerance)
        services.signals.changed(run)
        services.logger.info("run \(run) queued again", metadata: ["RUN": "\(run)"])
        try await enqueue(run)
        try await waitForBeginning(of: run)
    }

    /// Throws for a run without a checkpoint on a device that cannot be made anew.
    private func requireWayBack(_ stored: StoredRun, _ device: any PhysicalDevice) async throws {
        guard try await services.store.checkpointBatch(stored.id) == nil else { return }
        let capabilities = await device.descriptor.capabilities
        guard device is any Fabricable, capabilities.contains(.fabricable) else {
            throw LaboratoryError(
                .wrongState(stored.state.rawValue),
                "run \(stored.id) has no checkpoint, and its device has had pulses since it began",
                remedy: "Submit it again.")
        }
    }

    private func waitForBeginning(of run: Int64) async throws {
        for await _ in services.signals.changes(of: run, endingAfter: Self.patience) {
            // Behind another run nobody knows how long it will take.
            guard running == run else { break }
            let stored = try await services.store.run(run)
            guard stored.state == .queued || stored.state == .preparing else { break }
        }
        let stored = try await services.store.run(run)
        if stored.state == .interrupted || stored.state == .failed {
            throw LaboratoryError(
                .wrongState(stored.state.rawValue), stored.message ?? "run \(run) is \(stored.state.rawValue)",
                remedy: "It stays as it was.")
        }
    }

    /// Puts every simulated chip back as it was at the last checkpoint of a run that did not end well: real cells keep
    /// themselves. Where that fails the run can still be resumed, and says why not then.
    func restoreChips() async -> [String: ChipOrigin] {
        var origins: [String: ChipOrigin] = [:]
        for supervisor in await services.devices.all {
            guard let device = supervisor.device as? any StateSaving else { continue }
            do {
                guard let run = try await services.store.latestCheckpoint(device: device.id),
                    try await services.store.run(run).state.isResumable,
                    let checkpoint = try await services.store.checkpoint(run),
                    let chip = try RunCheckpoint(checkpoint).chip
                else { continue }
                try await device.restore(chip)
                origins[device.id] = .restored(run)
                services.logger.info(
                    "\(device.id) is as it was at batch \(checkpoint.batch) of run \(run)",
                    metadata: ["DEVICE": "\(device.id)", "RUN": "\(run)"])
            } catch {
                services.logger.warning(
                    "\(device.id) begins as a new chip: \(error)", metadata: ["DEVICE": "\(device.id)"])
            }
        }
        return origins
    }
}
