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
    /// Where the state of the device comes from, if it is a simulated one.
    let chipOrigin: ChipOrigin?
    let meter = ActivityMeter()

    init(
        run: Int64, plan: RunPlan, services: RunServices, control: RunControl, chipOrigin: ChipOrigin? = nil
    ) {
        self.run = run
        self.plan = plan
        self.services = services
        self.control = control
        self.chipOrigin = chipOrigin
    }

    /// Prepares or resumes, trains and evaluates; returns finished or stopped. Throws what went wrong,
    /// `ResumeRefusal` for a run that does not go on, and `CancellationError` when the run is to end at once.
    func execute() async throws -> RunState {
        if let environment = plan.experiment.environment { return try await act(in: environment) }
        let entry = try await services.devices.entry(plan.experiment.device)
        try await entry.gate.arm()
        let resumption = try await services.store.resumptions(run).last
        let ledger = PulseLedger(
            run: run, store: services.store, resumption: resumption?.number ?? 0,
            next: try await services.store.nextPulseIntent(run))
        do {
            let state = try await execute(entry, ledger, resumption)
            try await ledger.close()
            return state
        } catch {
            // What became of the last pulses is worth noting even if the run fails; the error is what counts.
            try? await ledger.close()
            throw error
        }
    }

    private func execute(
        _ entry: DeviceRegistry.Entry, _ ledger: PulseLedger, _ resumption: StoredResumption?
    ) async throws -> RunState {
        var session: RunSession
        if let resumption, let checkpoint = try await services.store.checkpoint(run) {
            session = try await resume(RunCheckpoint(checkpoint), resumption, entry, ledger)
        } else {
            session = try await begin(entry, ledger, again: resumption)
        }
        try await services.store.transition(run, to: .running)
        services.signals.changed(run)
        let verdict = try await train(&session)
        return try await conclude(&session, verdict)
    }

    /// Makes the device ready and finds the gains.
    private func begin(
        _ entry: DeviceRegistry.Entry, _ ledger: PulseLedger, again resumption: StoredResumption?
    ) async throws -> RunSession {
        if let resumption {
            try await services.store.goBack(
                run, to: 0, measurements: 0, resumption: resumption.number,
                verdict: "there is no checkpoint, so the chip is made anew", undoneAfter: -1)
        }
        if let device = entry.device as? any Fabricable, await device.descriptor.capabilities.contains(.fabricable) {
            await device.fabricate(seed: RandomStream(seed: plan.seed, name: "chip").key)
        }
        try await services.store.addProvenance(run, plan.provenance(devices: services.devices))
        try await plan.prepareFrontEnds(devices: services.devices, anew: true)
        var network = try plan.network(
            on: entry, descriptor: await entry.device.descriptor, meter: meter, journal: ledger)
        network.units = try await plan.addingFrontEnds(
            to: network.units, devices: services.devices, meter: meter)
        var progress = RunProgress(plan.experiment)
        progress.pulses = try await prepare(&network)
        progress.calibrationMeasurements = try await ridingOutLosses { try await calibrate(&network) }
        let session = RunSession(
            entry: entry, ledger: ledger,
            trainer: try plan.trainer(network: network, meter: meter, isSimulated: entry.device.isSimulated),
            evaluation: RunEvaluation(dataset: plan.dataset, probeSeed: plan.judgesUnits ? plan.seed : nil),
            views: try plan.views(),
            order: BatchOrder(
                samples: plan.dataset.training.count, batch: plan.experiment.batch, seed: plan.seed),
            progress: progress)
        guard plan.checkpoints.every > 0 else { return session }
        if !(session.trainer is any ResumableTrainer) {
            try await services.store.addEvent(
                run, kind: "no-checkpoints",
                message: "a run of \(plan.experiment.trainer.rawValue) cannot be resumed: its state is not kept")
        }
        try await keep(session)
        return session
    }

    func prepare(_ network: inout Network) async throws -> Int {
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

    /// Evaluates, reads the cells and stores what the run came to.
    private func conclude(_ session: inout RunSession, _ verdict: RunControl.Command) async throws -> RunState {
        let point = RunPoint(batch: session.progress.batches, measurements: session.progress.measurements)
        let trainer = session.trainer
        var evaluation = session.evaluation
        let accuracies = try await ridingOutLosses {
            try await evaluation.final(trainer, test: verdict == .run, at: point)
        }
        try await ridingOutLosses { try await storeConductances(trainer.network) }
        let time = session.progress.time.adding(meter)
        let answering = plan.answeringReadOut
        let result = StoredResult(
            testAccuracy: accuracies.of(answering, split: "test"),
            validationAccuracy: accuracies.of(answering, split: "validation"),
            measurements: session.progress.measurements,
            calibrationMeasurements: session.progress.calibrationMeasurements,
            evaluationMeasurements: evaluation.measurements, pulses: session.progress.pulses,
            wallSeconds: time.total, deviceBusyFraction: time.share(time.device),
            computeFraction: time.share(time.compute), waitFraction: time.share(time.wait))
        try await services.store.storeResult(run, result, accuracies: accuracies)
        return verdict == .stop ? .stopped : .finished
    }

    func storeConductances(_ network: Network) async throws {
        for circuit in network.circuits where circuit.isReadable {
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
