import Datasets
import Matrices
import PhysicalDevices
import PhysicalLearning
import RandomStreams
import RunStore

/// One run from its preparation to its result. Every batch is stored before the one after the next begins, so what a
/// follower has seen is on the disk.
struct RunExecution {
    let run: Int64
    let plan: RunPlan
    let services: RunServices
    let control: RunControl
    private let meter = ActivityMeter()

    init(run: Int64, plan: RunPlan, services: RunServices, control: RunControl) {
        self.run = run
        self.plan = plan
        self.services = services
        self.control = control
    }

    /// Prepares, trains and evaluates; returns finished or stopped. Throws what went wrong, and `CancellationError`
    /// when the run is to end at once.
    func execute() async throws -> RunState {
        let entry = try await services.devices.entry(plan.experiment.device)
        try await entry.gate.arm()
        if let device = entry.device as? any Fabricable, await device.descriptor.capabilities.contains(.fabricable) {
            await device.fabricate(seed: RandomStream(seed: plan.seed, name: "chip").key)
        }
        try await services.store.addProvenance(run, plan.provenance(devices: services.devices))
        var network = try plan.network(on: entry, descriptor: await entry.device.descriptor, meter: meter)
        var pulses = try await prepare(&network)
        let calibrated = try await ridingOutLosses { try await calibrate(&network) }
        try await services.store.transition(run, to: .running)
        services.signals.changed(run)

        var trainer = try plan.trainer(
            network: network, meter: meter, isSimulated: entry.device.isSimulated)
        var evaluation = RunEvaluation(dataset: plan.dataset)
        let training = try await train(&trainer, &evaluation)
        pulses += training.pulses
        let point = RunPoint(batch: training.batches, measurements: training.measurements)
        let accuracies = try await ridingOutLosses {
            try await evaluation.final(trainer, test: training.verdict == .run, at: point)
        }
        try await ridingOutLosses { try await storeConductances(trainer.network, entry) }
        let shares = meter.shares
        let answering = plan.experiment.trainer.method.ownReadOut ?? "head"
        let result = StoredResult(
            testAccuracy: accuracies.of(answering, split: "test"),
            validationAccuracy: accuracies.of(answering, split: "validation"),
            measurements: training.measurements, calibrationMeasurements: calibrated,
            evaluationMeasurements: evaluation.measurements, pulses: pulses, wallSeconds: shares.seconds,
            deviceBusyFraction: shares.device, computeFraction: shares.compute, waitFraction: shares.wait)
        try await services.store.storeResult(run, result, accuracies: accuracies)
        return training.verdict == .stop ? .stopped : .finished
    }

    private func prepare(_ network: inout Network) async throws -> Int {
        var initial = InitialPulses(stream: RandomStream(seed: plan.seed, name: "initial-weights"))
        var pulses = 0
        for circuit in network.circuits { pulses += try await initial.prepare(circuit) }
        return pulses
    }

    private func calibrate(_ network: inout Network) async throws -> Int {
        let samples = plan.dataset.training.spread(plan.experiment.calibration.samples).samples
        let calibration = GainCalibration(percentile: plan.experiment.calibration.percentile / 100)
        return try await calibration.calibrate(&network, on: samples)
    }

    private struct Training {
        var verdict = RunControl.Command.run
        var batches = 0
        var measurements = 0
        var pulses = 0
    }

    private func train(_ trainer: inout any Trainer, _ evaluation: inout RunEvaluation) async throws -> Training {
        var training = Training()
        let samples = plan.dataset.training
        var order = BatchOrder(samples: samples.count, batch: plan.experiment.batch, seed: plan.seed)
        let start = ContinuousClock.now
        var storing: Task<Void, any Error>?
        var losses = 0
        while training.batches < plan.experiment.batches {
            training.verdict = try await verdict()
            guard training.verdict == .run else { break }
            let indices = order.next()
            let report: BatchReport
            do {
                report = try await trainer.step(
                    samples: samples.samples.selectingRows(indices), labels: indices.map { samples.labels[$0] })
            } catch let error as DeviceError {
                // Part of the batch's pulses may have been applied. They are not idempotent, so the run goes on with
                // the next batch instead of doing this one again.
                try await rideOut(error, losses: &losses)
                continue
            }
            losses = 0
            training.batches += 1
            training.measurements += report.measurements
            training.pulses += report.pulses
            let point = RunPoint(batch: training.batches, measurements: training.measurements)
            let accuracies =
                isEvaluated(training.batches)
                ? try await ridingOutLosses {
                    try await evaluation.progress(
                        trainer, samples: plan.experiment.evaluationSamples, at: point)
                } : []
            let batch = StoredBatch(report, at: point, seconds: start.duration(to: .now) / .seconds(1))
            try await storing?.value
            storing = Task { [services, run] in
                try await services.store.appendBatch(run, batch, accuracies: accuracies)
                services.signals.changed(run)
            }
        }
        try await storing?.value
        return training
    }

    private func isEvaluated(_ batch: Int) -> Bool {
        let every = plan.experiment.evaluateEvery
        return every > 0 && batch % every == 0 && batch < plan.experiment.batches
    }

    /// What the run is asked to do next; a pause puts the device into its safe state and waits here.
    private func verdict() async throws -> RunControl.Command {
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

    private func storeConductances(_ network: Network, _ entry: DeviceRegistry.Entry) async throws {
        guard await entry.device.descriptor.capabilities.contains(.conductanceReadable) else { return }
        for circuit in network.circuits {
            let cells = try await circuit.conductances()
            try await services.store.storeConductances(
                run, unit: circuit.specification.name,
                StoredConductances(rows: cells.rows, columns: cells.columns, siemens: cells.elements))
        }
    }
}

extension [StoredAccuracy] {
    fileprivate func of(_ readOut: String, split: String) -> Double? {
        first { $0.readout == readOut && $0.split == split }?.accuracy
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
