import Matrices
import PhysicalDevices
import PhysicalLearning
import RunStore
import Simulated

/// Taking checkpoints. Reading the cells is all that they ask of the device.
extension RunExecution {
    /// Takes a checkpoint and stores it.
    func keep(_ session: RunSession) async throws {
        guard let checkpoint = try await ridingOutLosses({ try await self.checkpoint(session) }) else { return }
        try await store(checkpoint)
    }

    /// The run as it is between two batches; nil for a trainer whose state cannot be kept.
    func checkpoint(_ session: RunSession) async throws -> RunCheckpoint? {
        guard let trainer = session.trainer as? any ResumableTrainer else { return nil }
        var cells: [String: Matrix<Float>] = [:]
        for circuit in trainer.network.circuits where circuit.isReadable {
            cells[circuit.specification.name] = try await circuit.conductances()
        }
        var learnt = await trainer.state()
        learnt.streams["views"] = session.views?.stream
        let chip = try await (session.entry.device as? any StateSaving)?.savedState()
        var progress = session.progress
        progress.time = progress.time.adding(meter)
        return RunCheckpoint(
            facts: RunCheckpoint.Facts(
                progress: progress, gains: session.gains, serial: await session.entry.device.identity.serial,
                dataHash: plan.dataset.hash, trainerNumbers: learnt.numbers, trainerStreams: learnt.streams,
                shapes: cells.mapValues { [$0.rows, $0.columns] }, chip: chip?.summary),
            cells: cells, zeros: session.zeros, trainerTensors: learnt.tensors, chipTensors: chip?.tensors ?? [:])
    }

    /// Stores a checkpoint, and the wear of a real device with it.
    func store(_ checkpoint: RunCheckpoint) async throws {
        try await services.store.storeCheckpoint(run, try checkpoint.stored())
        try await services.devices.supervisor(plan.experiment.device).keepWear()
    }
}
