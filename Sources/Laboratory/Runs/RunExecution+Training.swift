import Datasets
import PhysicalDevices
import PhysicalLearning
import RunStore

/// The batches of a run.
extension RunExecution {
    /// What is on its way to the disk.
    private struct Storing {
        var batch: Task<Void, any Error>?
        var checkpoint: Task<Void, any Error>?
    }

    /// Trains until the last batch or until the run is asked to end; what it was asked.
    func train(_ session: inout RunSession) async throws -> RunControl.Command {
        var storing = Storing()
        var verdict = RunControl.Command.run
        var losses = 0
        let start = ContinuousClock.now
        let secondsBefore = session.progress.seconds
        while true {
            if await control.command == .pause { try await keepBeforePause(session, &storing) }
            verdict = try await self.verdict()
            guard verdict == .run else { break }
            try await sufferFaults(&session)
            if session.progress.adaptation.watching > 0 {
                try await watch(&session)
                continue
            }
            guard session.progress.batches < session.progress.adaptation.lastBatch else { break }
            guard let report = try await step(&session, losses: &losses) else { continue }
            session.progress.seconds = secondsBefore + start.duration(to: .now) / .seconds(1)
            let batch = session.progress.batches
            let point = RunPoint(batch: batch, measurements: session.progress.measurements)
            let accuracies = try await evaluate(&session, at: point)
            let stored = StoredBatch(report, at: point, seconds: session.progress.seconds)
            try await storing.batch?.value
            storing.batch = Task { [services, run] in
                try await services.store.appendBatch(run, stored, accuracies: accuracies)
                services.signals.changed(run)
            }
            try await react(to: report, in: &session, watched: false)
            if plan.checkpoints.isDue(after: batch, of: session.progress.adaptation.lastBatch) {
                try await keepAside(session, &storing)
            }
        }
        try await storing.batch?.value
        try await storing.checkpoint?.value
        return verdict
    }

    /// Trains one batch; nil when the device was lost in it.
    private func step(_ session: inout RunSession, losses: inout Int) async throws -> BatchReport? {
        let samples = plan.dataset.training
        await session.ledger.begin(batch: session.progress.batches + 1)
        let indices = session.order.next()
        session.progress.drawn += 1
        let report: BatchReport
        do {
            let batch = session.batch(of: samples, indices, plan.experiment.trainer)
            report = try await session.trainer.step(samples: batch.samples, labels: batch.labels)
        } catch let error as DeviceError {
            await session.ledger.abandon()
            // Part of the batch's pulses may have been applied. They are not idempotent, so the run goes on with
            // the next batch instead of doing this one again.
            try await rideOut(error, losses: &losses)
            return nil
        }
        losses = 0
        session.progress.batches += 1
        session.progress.measurements += report.measurements
        session.progress.pulses += report.pulses
        return report
    }

    private func evaluate(_ session: inout RunSession, at point: RunPoint) async throws -> [StoredAccuracy] {
        let every = plan.experiment.evaluateEvery
        let last = session.progress.adaptation.lastBatch
        guard every > 0, point.batch % every == 0, point.batch < last else { return [] }
        let trainer = session.trainer
        var evaluation = session.evaluation
        let accuracies = try await ridingOutLosses {
            try await evaluation.progress(trainer, samples: plan.experiment.evaluationSamples, at: point)
        }
        session.evaluation = evaluation
        session.progress.evaluationMeasurements = evaluation.measurements
        return accuracies
    }

    /// Takes a checkpoint and lets it be written while training goes on; the one before is on the disk by then.
    private func keepAside(_ session: RunSession, _ storing: inout Storing) async throws {
        try await storing.checkpoint?.value
        guard let checkpoint = try await ridingOutLosses({ try await self.checkpoint(session) }) else { return }
        storing.checkpoint = Task { [self, batch = storing.batch] in
            // A checkpoint is of batches that are stored themselves.
            try await batch?.value
            try await store(checkpoint)
        }
    }

    /// A run that waits may wait for long: all of it is on the disk before it does.
    private func keepBeforePause(_ session: RunSession, _ storing: inout Storing) async throws {
        if plan.checkpoints.every > 0 { try await keepAside(session, &storing) }
        try await storing.batch?.value
        try await storing.checkpoint?.value
    }

    /// What the run is asked to do next; a pause puts the device into its safe state and waits here.
    func verdict() async throws -> RunControl.Command {
        try Task.checkCancellation()
        guard await control.command == .pause else { return await control.command }
        let gate = try await services.devices.entry(plan.experiment.device).gate
        try await gate.enterSafeState(reason: "run \(run) is paused", routine: true)
        try await services.store.transition(run, to: .paused)
        services.signals.changed(run)
        await control.waitWhilePaused()
        try Task.checkCancellation()
        let command = await control.command
        // Somebody may have called for the safe state meanwhile. Resuming says that it is safe to go on; stopping does
        // not, and its evaluation would drive the device.
        if command == .run { await gate.release() }
        try await gate.arm()
        guard command == .run else { return command }
        try await services.store.transition(run, to: .running)
        services.signals.changed(run)
        return .run
    }
}

extension StoredBatch {
    /// What is stored of a batch's report; the first head is the network's own.
    init(_ report: BatchReport, at point: RunPoint, seconds: Double) {
        self.init(
            batch: point.batch, measurements: point.measurements, seconds: seconds,
            headLoss: report.heads.first?.loss, headAccuracy: report.heads.first?.accuracy,
            units: report.units.map {
                StoredUnitMetrics(
                    unit: $0.unit, information: $0.information, deadOutputs: $0.deadOutputs,
                    saturatedFraction: $0.saturatedFraction, zeroFraction: $0.zeroFraction, pulses: $0.pulses)
            })
    }
}
