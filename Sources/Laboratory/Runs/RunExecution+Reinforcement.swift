import Environments
import ExternalEnvironments
import PhysicalDevices
import PhysicalLearning
import RandomStreams
import RunStore

/// Runs that act in an environment instead of learning from samples (docs/reinforcement.md).
extension RunExecution {
    /// How far such a run has come.
    private struct Progress {
        var batches = 0
        var episodes = 0
        var measurements = 0
        var evaluationMeasurements = 0
        var pulses = 0
        var solvedAfter: Int?
        var verdict = RunControl.Command.run
    }

    /// Prepares the cells, lets the network act and learn until the environment counts as solved, and stores what came
    /// of it. The environment is opened and asked before the device is armed.
    func act(in address: EnvironmentAddress) async throws -> RunState {
        let environment = try await address.open(timeoutSeconds: plan.experiment.reinforcement.timeoutSeconds)
        try await environment.probe()
        let entry = try await services.devices.entry(plan.experiment.device)
        try await entry.gate.arm()
        let ledger = PulseLedger(
            run: run, store: services.store, resumption: 0, next: try await services.store.nextPulseIntent(run))
        do {
            let state = try await act(in: environment, entry, ledger)
            try await ledger.close()
            return state
        } catch {
            // What became of the last pulses is worth noting even if the run fails; the error is what counts.
            try? await ledger.close()
            throw error
        }
    }

    private func act(
        in environment: CheckedEnvironment, _ entry: DeviceRegistry.Entry, _ ledger: PulseLedger
    ) async throws -> RunState {
        if let device = entry.device as? any Fabricable, await device.descriptor.capabilities.contains(.fabricable) {
            await device.fabricate(seed: RandomStream(seed: plan.seed, name: "chip").key)
        }
        try await services.store.addProvenance(run, plan.provenance(devices: services.devices))
        var network = try plan.network(
            on: entry, descriptor: await entry.device.descriptor, meter: meter, journal: ledger)
        var progress = Progress()
        progress.pulses = try await prepare(&network)
        var trainer = try plan.policyTrainer(network: network, environment: environment, meter: meter)
        try await services.store.transition(run, to: .running)
        services.signals.changed(run)
        let start = ContinuousClock.now
        var losses = 0
        while progress.batches < plan.experiment.batches, progress.solvedAfter == nil {
            progress.verdict = try await verdict()
            guard progress.verdict == .run else { break }
            await ledger.begin(batch: progress.batches + 1)
            do {
                let report = try await trainer.step()
                losses = 0
                progress.batches += 1
                progress.episodes += report.episodes
                progress.measurements += report.measurements
                progress.pulses += report.pulses
                let greedy = try await play(&trainer, environment, &progress)
                try await store(report, greedy, progress, seconds: start.duration(to: .now) / .seconds(1))
            } catch let error as DeviceError {
                await ledger.abandon()
                // Some pulses of the iteration may have been applied; the next one plays new episodes.
                try await rideOut(error, losses: &losses)
            }
        }
        return try await conclude(trainer.network, progress)
    }

    /// Plays greedy episodes where they are due.
    private func play(
        _ trainer: inout ReinforcementTrainer, _ environment: CheckedEnvironment, _ progress: inout Progress
    ) async throws -> GreedyEvaluation? {
        let every = plan.experiment.evaluateEvery
        let isLast = progress.batches == plan.experiment.batches
        guard every > 0, progress.batches % every == 0 || isLast else { return nil }
        let player = trainer
        let (next, greedy) = try await ridingOutLosses {
            var player = player
            let greedy = try await player.evaluate(solvedAt: environment.description.solvedReturn)
            return (player, greedy)
        }
        trainer = next
        progress.evaluationMeasurements += greedy.measurements
        if greedy.isSolved {
            progress.solvedAfter = progress.episodes
            try await services.store.addEvent(
                run, kind: "solved",
                message: "after \(progress.episodes) episodes: two greedy blocks with mean returns "
                    + greedy.blocks.map { "\(($0 * 10).rounded() / 10)" }.joined(separator: " and "))
        }
        return greedy
    }

    private func store(
        _ report: ReinforcementReport, _ greedy: GreedyEvaluation?, _ progress: Progress, seconds: Double
    ) async throws {
        let point = RunPoint(batch: progress.batches, measurements: progress.measurements)
        var batch = StoredBatch(report.batch, at: point, seconds: seconds)
        batch.episodes = StoredEpisodes(
            episodes: progress.episodes, meanReturn: report.meanReturn, greedyReturn: greedy?.blocks.last)
        try await services.store.appendBatch(run, batch, accuracies: [])
        services.signals.changed(run)
    }

    private func conclude(_ network: Network, _ progress: Progress) async throws -> RunState {
        try await ridingOutLosses { try await storeConductances(network) }
        let shares = meter.shares
        try await services.store.storeResult(
            run,
            StoredResult(
                testAccuracy: nil, validationAccuracy: nil, measurements: progress.measurements,
                calibrationMeasurements: 0, evaluationMeasurements: progress.evaluationMeasurements,
                pulses: progress.pulses, wallSeconds: shares.seconds, deviceBusyFraction: shares.device,
                computeFraction: shares.compute, waitFraction: shares.wait,
                solvedAfterEpisodes: progress.solvedAfter))
        return progress.verdict == .stop ? .stopped : .finished
    }
}
