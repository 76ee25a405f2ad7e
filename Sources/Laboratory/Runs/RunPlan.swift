import Datasets
import Environments
import ExternalEnvironments
import InformationBottleneck
import PhysicalDevices
import PhysicalLearning
import RunStore
import Simulated

/// An experiment whose data are loaded and whose units fit their device: everything that can be known before driving.
public struct RunPlan: Sendable {
    /// What is asked for.
    public let experiment: Experiment
    /// The shapes of the units, the heads last.
    public let shapes: [ExperimentFile.Shape]
    /// What is acted in; nil where samples are learnt from.
    let environment: EnvironmentDescription?
    /// Whether the device's cells are changed by pulses; else it is a reservoir.
    let takesPulses: Bool
    /// What the data sheet says of the device, if it is coupled oscillators.
    let oscillators: OscillatorModel?
    private let loaded: DatasetShelf.Loaded
    let file: ExperimentFile

    /// The samples; none of them where an environment is acted in.
    var dataset: Dataset { loaded.dataset }

    /// Training samples that the run will push through the hardware. How many an environment will take is not known
    /// beforehand: its minibatches alone.
    public var measurements: Int {
        let passes =
            switch experiment.trainer {
            case .unsupervised: experiment.methods.unsupervised.views
            case _ where environment != nil: experiment.reinforcement.minibatches
            default: method.needs.passesPerSample
            }
        return experiment.batches * experiment.batch * passes
    }

    var seed: UInt64 { UInt64(experiment.seed) }

    /// How often the run is kept so that it can be resumed.
    var checkpoints: CheckpointSettings {
        CheckpointSettings(every: experiment.checkpointEvery, tolerance: experiment.resumeTolerance)
    }

    /// Plans what a client asks for. Throws `ConfigurationError`, `DatasetError` or `LaboratoryError`.
    init(_ request: ExperimentRequest, services: RunServices) async throws {
        let file = try ExperimentFile(
            text: request.text, file: request.path ?? "experiment", overrides: request.overrides)
        let overridden = request.overrides.contains { $0.hasPrefix("data=") }
        let data = file.experiment.data.map {
            overridden ? $0 : Self.absolute($0, besides: request.path)
        }
        try await self.init(file, data: data, callerDataPath: request.dataPath, services: services)
    }

    /// Plans a run again from what the store holds of it.
    init(stored run: Int64, services: RunServices) async throws {
        let stored = try await services.store.experiment(run)
        let file = try ExperimentFile(text: stored.configuration, file: "the configuration of run \(run)")
        try await self.init(file, data: file.experiment.data, callerDataPath: nil, services: services)
    }

    private init(_ file: ExperimentFile, data: String?, callerDataPath: String?, services: RunServices) async throws {
        let entry: DeviceRegistry.Entry
        do {
            entry = try await services.devices.entry(file.experiment.device)
        } catch let error as LaboratoryError {
            throw file.error(at: "device", error.message, remedy: error.remedy)
        }
        var experiment = file.experiment
        if let address = experiment.environment {
            let found = try await Self.describe(address, experiment.reinforcement)
            environment = found
            loaded = DatasetShelf.Loaded(.withoutSamples(found.name, inputs: found.observations, classes: found.actions))
        } else {
            let locator = DatasetLocator(environmentPaths: [callerDataPath, services.dataPath].compactMap { $0 })
            let source = try locator.locate(experiment.dataset, data: data)
            environment = nil
            loaded = try await services.shelf.dataset(
                experiment.dataset, from: source, validation: experiment.validation, pool: experiment.pool)
            experiment.data = source.path
        }
        self.experiment = experiment
        self.file = file
        takesPulses = await entry.device.descriptor.capabilities.contains(.pulseProgrammable)
        oscillators = (entry.device as? SimulatedOscillators)?.parameters.model
        shapes = try file.units(inputDimension: loaded.dataset.inputs, classes: loaded.dataset.classes)
        try check(await entry.device.descriptor)
        try await checkFrontEnds(devices: services.devices)
        guard experiment.faults.isEmpty || entry.device is any FaultInjectable else {
            throw file.error(
                at: "fault", "faults cannot be brought about on the device \(experiment.device)",
                remedy: "leave the tables [[fault]] out, or choose a simulated device")
        }
    }

    private static func absolute(_ path: String, besides file: String?) -> String {
        guard !path.hasPrefix("/"), let file, let slash = file.lastIndex(of: "/") else { return path }
        return String(file[..<slash]) + "/" + path
    }

    /// Asks an environment what it is, and lets it go again: the run opens it anew.
    private static func describe(
        _ address: EnvironmentAddress, _ settings: Experiment.Reinforcement
    ) async throws -> EnvironmentDescription {
        try await address.open(timeoutSeconds: settings.timeoutSeconds).description
    }

    /// An error at a key of the experiment.
    func error(at key: String, _ message: String, remedy: String) -> ConfigurationError {
        file.error(at: key, message, remedy: remedy)
    }

    /// Refuses what the device cannot do before anything is driven.
    private func check(_ descriptor: DeviceDescriptor) throws {
        let needed: Set<Capability> = [.vectorProcessor]
        let missing = needed.subtracting(descriptor.capabilities)
        guard missing.isEmpty else {
            let names = missing.sorted().map(\.rawValue).joined(separator: ", ")
            throw file.error(
                at: "device", "the device \(experiment.device) is not \(names)", remedy: "choose a device that is")
        }
        guard environment != nil || experiment.batch <= dataset.training.count else {
            throw file.error(
                at: "batch", "a batch of \(experiment.batch) of only \(dataset.training.count) training samples",
                remedy: "choose a smaller batch")
        }
        let fullScales = descriptor.converter.fullScales
        let units = takesPulses ? experiment.units.map { ("unit", $0.fullScale) } : []
        for (key, volts) in [("head.full-scale", experiment.head.fullScale)] + units
        where !fullScales.contains(Voltage(volts)) {
            throw file.error(
                at: key, "full scale \(Voltage(volts)) is not within the device's \(fullScales.lowerBound) to "
                    + "\(fullScales.upperBound)", remedy: "choose one the device has")
        }
        do {
            try experiment.augmentation?.check(shape: dataset.inputShape)
        } catch let error as AugmentationError {
            throw file.error(at: "augmentation", error.message, remedy: error.remedy)
        }
        try checkTrainer(on: descriptor)
        do {
            _ = try placements(of: specifications, on: descriptor.array)
        } catch {
            throw file.error(at: "unit", "\(error)", remedy: "see pibctl device show \(experiment.device)")
        }
    }
}

extension RunPlan {
    /// Refuses what the method cannot do on this device or with these data, before anything is driven.
    private func checkTrainer(on descriptor: DeviceDescriptor) throws {
        guard takesPulses else { return try checkReservoir() }
        guard environment == nil || descriptor.drive.signed else {
            throw file.error(
                at: "device", "observations are signed, and the inputs of the device \(experiment.device) are not",
                remedy: "choose a device with signed inputs (a simulated chip: signed-drive = true)")
        }
        do {
            switch experiment.trainer {
            case .pat: try experiment.methods.pat.check(on: descriptor)
            case .inSilico: try experiment.methods.inSilico.check(on: descriptor)
            case .phyll: try PhyLLTrainer.check(classes: dataset.classes, inputs: dataset.inputs)
            case .unsupervised:
                let settings = experiment.methods.unsupervised
                try settings.check(specifications, on: descriptor)
                if settings.source == .views { try experiment.methods.views.check(shape: dataset.inputShape) }
            case .pib, .dfa, .pgt, .perturbation, .nodePerturbation, .randomUnits: break
            }
        } catch let error as TrainerError {
            throw file.error(at: "trainer", error.message, remedy: error.remedy)
        } catch let error as AugmentationError {
            throw file.error(at: "unsupervised", error.message, remedy: error.remedy)
        }
    }

    /// The heads of the trainer: random-units trains one on all units and one on the last, to show both floors.
    private var headInputs: [(readOut: String, inputs: Network.Head.Inputs)] {
        guard takesPulses, experiment.trainer != .unsupervised else { return [] }
        let asked = experiment.head.inputs
        guard experiment.trainer == .randomUnits, environment == nil else { return [("head", asked)] }
        return asked == .all ? [("head", .all), ("head-last", .last)] : [("head", .last), ("head-all", .all)]
    }

    private var specifications: [UnitSpecification] {
        let hidden = zip(experiment.units, shapes).map { unit, shape in
            UnitSpecification(
                name: unit.name, inputs: shape.inputs, outputs: unit.outputs, activation: unit.activation,
                fullScale: Voltage(unit.fullScale), calibrationTarget: experiment.calibration.target * unit.fullScale,
                initialSpread: unit.initial, learningRate: unit.eta)
        }
        let head = experiment.head
        let heads = headInputs.map { readOut, inputs in
            UnitSpecification(
                name: readOut,
                inputs: inputs == .all
                    ? hidden.reduce(0) { $0 + $1.outputs } : hidden[hidden.count - 1].outputs,
                outputs: dataset.classes, activation: .linear, fullScale: Voltage(head.fullScale),
                calibrationTarget: head.target, initialSpread: head.initial, learningRate: head.eta)
        }
        return hidden + heads
    }

    /// The network on its device, not calibrated yet, whose pulses are noted in `journal`.
    func network(
        on entry: DeviceRegistry.Entry, descriptor: DeviceDescriptor, meter: ActivityMeter,
        journal: any PulseJournal
    ) throws -> Network {
        let specifications = specifications
        let circuits = zip(specifications, try placements(of: specifications, on: descriptor.array)).map {
            UnitCircuit(
                specification: $0, placement: $1, gate: entry.gate, descriptor: descriptor, meter: meter,
                journal: journal)
        }
        let hidden = experiment.units.count
        let heads = zip(headInputs, circuits[hidden...]).map { head, circuit in
            Network.Head(readOut: head.readOut, inputs: head.inputs, circuit: circuit)
        }
        return Network(units: Array(circuits[..<hidden]), heads: heads)
    }

    /// The trainer the experiment names, for `steps` batches: by default those of the experiment.
    func trainer(
        network: Network, meter: ActivityMeter, isSimulated: Bool, steps: Int? = nil
    ) throws -> any Trainer {
        let optimizer = optimizerSettings
        guard takesPulses else { return try reservoirTrainer(network: network, meter: meter, optimizer: optimizer) }
        let steps = steps ?? experiment.batches
        switch experiment.trainer {
        case .pib:
            return PIBTrainer(
                network: network, losses: try experiment.units.map { try loss(beta: $0.beta) }, optimizer: optimizer,
                steps: steps, seed: seed, meter: meter,
                predictor: experiment.predictor.weight > 0 ? experiment.predictor : nil)
        case .pat:
            var settings = experiment.methods.pat
            if !isSimulated { settings.readOutNoise = 0 }
            return try PATTrainer(
                network: network, optimizer: optimizer, steps: steps, seed: seed, meter: meter, settings: settings)
        case .dfa:
            return DFATrainer(network: network, optimizer: optimizer, steps: steps, seed: seed, meter: meter)
        case .phyll:
            return try PhyLLTrainer(
                network: network, classes: dataset.classes, optimizer: optimizer, steps: steps, seed: seed,
                meter: meter, settings: experiment.methods.phyll)
        case .pgt:
            return PGTTrainer(
                network: network, optimizer: optimizer, steps: steps, seed: seed, meter: meter,
                settings: experiment.methods.pgt)
        case .inSilico:
            return try InSilicoTrainer(
                network: network, optimizer: optimizer, steps: steps, seed: seed, meter: meter,
                settings: experiment.methods.inSilico)
        case .unsupervised:
            return try UnsupervisedTrainer(
                network: network, settings: experiment.methods.unsupervised, rule: momentumSettings, steps: steps,
                seed: seed, meter: meter)
        case .perturbation:
            return PerturbationTrainer(
                network: network, losses: try experiment.units.map { try loss(beta: $0.beta) }, optimizer: optimizer,
                steps: steps, seed: seed, meter: meter)
        case .nodePerturbation:
            return NodePerturbationTrainer(
                network: network, losses: try experiment.units.map { try loss(beta: $0.beta) }, optimizer: optimizer,
                steps: steps, seed: seed, meter: meter)
        case .randomUnits:
            return RandomUnitsTrainer(
                network: network, optimizer: optimizer, steps: steps, seed: seed, meter: meter)
        }
    }

    /// The trainer of a policy in `environment`.
    func policyTrainer(
        network: Network, environment: CheckedEnvironment, meter: ActivityMeter
    ) throws -> ReinforcementTrainer {
        var settings = ReinforcementSettings()
        settings.episodes = experiment.reinforcement.episodes
        settings.discount = experiment.reinforcement.discount
        settings.clip = experiment.reinforcement.clip
        settings.minibatches = experiment.reinforcement.minibatches
        settings.greedyEpisodes = experiment.reinforcement.greedyEpisodes
        settings.batch = experiment.batch
        settings.hiddenUnitsLearn = experiment.trainer != .randomUnits
        settings.rule = momentumSettings
        return try ReinforcementTrainer(
            network: network, environment: environment,
            loss: try AdvantageLoss(squaredWidth: experiment.lossOptions.width), seed: seed, meter: meter,
            settings: settings)
    }

    private var momentumSettings: MomentumPulses.Settings {
        var settings = MomentumPulses.Settings()
        settings.momentum = experiment.optimizer.momentum
        settings.variance = experiment.optimizer.variance
        settings.maximumPulses = experiment.optimizer.maximumPulses
        return settings
    }

    /// Where the units' cells are; a unit that learns by its mask has none.
    private func placements(of units: [UnitSpecification], on array: ArrayGeometry) throws -> [Placement] {
        let hidden = experiment.units.count
        func hasCells(_ index: Int) -> Bool { index >= hidden || experiment.units[index].frontEnd?.mask != true }
        var placed = try Placement.place(units.indices.filter(hasCells).map { units[$0] }, on: array)[...]
        return units.indices.map { hasCells($0) ? placed.popFirst() ?? .none : .none }
    }

    private var optimizerSettings: PulseOptimizer.Settings {
        var settings = PulseOptimizer.Settings()
        settings.momentum = experiment.optimizer.momentum
        settings.variance = experiment.optimizer.variance
        settings.epsilon = experiment.optimizer.epsilon
        settings.scheduleKnee = experiment.optimizer.scheduleKnee
        settings.maximumPulses = experiment.optimizer.maximumPulses
        return settings
    }

    private func loss(beta: Double) throws -> any LocalLoss {
        let options = experiment.lossOptions
        return switch experiment.loss {
        case .renyi:
            try RenyiLoss(
                alpha: options.alpha, width: options.width, beta: beta, inputWidth: options.inputWidth)
        case .logDet:
            try LogDeterminantLoss(
                epsilon: options.epsilon, width: options.width, beta: beta, inputWidth: options.inputWidth)
        case .cka:
            try AlignmentLoss(width: options.width, beta: beta, inputWidth: options.inputWidth)
        }
    }
}

extension RunPlan {
    /// What the store keeps of this plan when it is submitted.
    func newRun(request: ExperimentRequest, by user: Operator) -> NewRun {
        NewRun(
            name: request.name ?? experiment.name ?? "\(experiment.dataset) \(experiment.trainer.rawValue)",
            experiment: StoredExperiment(
                text: request.text, path: request.path, overrides: request.overrides,
                configuration: experiment.resolvedTOML),
            trainer: experiment.trainer.rawValue, loss: experiment.loss.rawValue, dataset: experiment.dataset,
            device: experiment.device, seed: Int64(experiment.seed), batchesTotal: experiment.batches,
            operatorUID: user.uid, operatorName: user.name,
            units: specifications.map { StoredUnit(name: $0.name, inputs: $0.inputs, outputs: $0.outputs) })
    }

    /// Where the run's results will come from.
    func provenance(devices: DeviceRegistry) async throws -> [String: String] {
        let device = try await devices.entry(experiment.device).device
        let identity = await device.identity
        return SoftwareProvenance.current.merging([
            "dataset": dataset.sourceDescription,
            "dataset-sha256": dataset.hash,
            "driver": device.driver,
            "device": "\(identity.vendor) \(identity.model) \(identity.serial)",
            "firmware": identity.firmware,
            "seed": "\(experiment.seed)",
        ]) { $1 }
    }
}
