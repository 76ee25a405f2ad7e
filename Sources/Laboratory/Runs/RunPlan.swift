import Datasets
import InformationBottleneck
import PhysicalDevices
import PhysicalLearning
import RunStore

/// An experiment whose data are loaded and whose units fit their device: everything that can be known before driving.
public struct RunPlan: Sendable {
    /// What is asked for.
    public let experiment: Experiment
    /// The shapes of the units, the heads last.
    public let shapes: [ExperimentFile.Shape]
    let dataset: Dataset
    private let file: ExperimentFile

    /// Training samples that the run will push through the hardware.
    public var measurements: Int {
        experiment.batches * experiment.batch * experiment.trainer.method.needs.passesPerSample
    }

    var seed: UInt64 { UInt64(experiment.seed) }

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
        let locator = DatasetLocator(environmentPaths: [callerDataPath, services.dataPath].compactMap { $0 })
        let source = try locator.locate(file.experiment.dataset, data: data)
        dataset = try Dataset.load(file.experiment.dataset, from: source, validation: file.experiment.validation)
        var experiment = file.experiment
        experiment.data = source.path
        self.experiment = experiment
        self.file = file
        shapes = try file.units(inputDimension: dataset.inputs, classes: dataset.classes)
        try check(await entry.device.descriptor)
    }

    private static func absolute(_ path: String, besides file: String?) -> String {
        guard !path.hasPrefix("/"), let file, let slash = file.lastIndex(of: "/") else { return path }
        return String(file[..<slash]) + "/" + path
    }

    /// Refuses what the device cannot do before anything is driven.
    private func check(_ descriptor: DeviceDescriptor) throws {
        let needed: Set<Capability> = [.vectorProcessor, .pulseProgrammable]
        let missing = needed.subtracting(descriptor.capabilities)
        guard missing.isEmpty else {
            let names = missing.sorted().map(\.rawValue).joined(separator: ", ")
            throw file.error(
                at: "device", "the device \(experiment.device) is not \(names)", remedy: "choose a device that is")
        }
        guard experiment.batch <= dataset.training.count else {
            throw file.error(
                at: "batch", "a batch of \(experiment.batch) of only \(dataset.training.count) training samples",
                remedy: "choose a smaller batch")
        }
        let fullScales = descriptor.converter.fullScales
        for (key, volts) in [("head.full-scale", experiment.head.fullScale), ("unit", 1.0)]
        where !fullScales.contains(Voltage(volts)) {
            throw file.error(
                at: key, "full scale \(Voltage(volts)) is not within the device's \(fullScales.lowerBound) to "
                    + "\(fullScales.upperBound)", remedy: "choose one the device has")
        }
        try checkTrainer(on: descriptor)
        do {
            _ = try Placement.place(specifications, on: descriptor.array)
        } catch {
            throw file.error(at: "unit", "\(error)", remedy: "see pibctl device show \(experiment.device)")
        }
    }
}

extension RunPlan {
    /// Refuses what the method cannot do on this device or with these data, before anything is driven.
    private func checkTrainer(on descriptor: DeviceDescriptor) throws {
        do {
            switch experiment.trainer {
            case .pat: try PATTrainer.Settings().check(on: descriptor)
            case .inSilico: try InSilicoTrainer.Settings().check(on: descriptor)
            case .phyll: try PhyLLTrainer.check(classes: dataset.classes, inputs: dataset.inputs)
            case .pib, .dfa, .pgt, .randomUnits: break
            }
        } catch let error as TrainerError {
            throw file.error(at: "trainer", error.message, remedy: error.remedy)
        }
    }

    /// The heads of the trainer: random-units trains one on all units and one on the last, to show both floors.
    private var headInputs: [(readOut: String, inputs: Network.Head.Inputs)] {
        let asked = experiment.head.inputs
        guard experiment.trainer == .randomUnits else { return [("head", asked)] }
        return asked == .all ? [("head", .all), ("head-last", .last)] : [("head", .last), ("head-all", .all)]
    }

    private var specifications: [UnitSpecification] {
        let hidden = zip(experiment.units, shapes).map { unit, shape in
            UnitSpecification(
                name: unit.name, inputs: shape.inputs, outputs: unit.outputs, activation: unit.activation,
                fullScale: Voltage(1), calibrationTarget: experiment.calibration.target, initialSpread: unit.initial,
                learningRate: unit.eta)
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

    /// The network on its device, not calibrated yet.
    func network(
        on entry: DeviceRegistry.Entry, descriptor: DeviceDescriptor, meter: ActivityMeter
    ) throws -> Network {
        let specifications = specifications
        let circuits = zip(specifications, try Placement.place(specifications, on: descriptor.array)).map {
            UnitCircuit(specification: $0, placement: $1, gate: entry.gate, descriptor: descriptor, meter: meter)
        }
        let hidden = experiment.units.count
        let heads = zip(headInputs, circuits[hidden...]).map { head, circuit in
            Network.Head(readOut: head.readOut, inputs: head.inputs, circuit: circuit)
        }
        return Network(units: Array(circuits[..<hidden]), heads: heads)
    }

    /// The trainer the experiment names.
    func trainer(network: Network, meter: ActivityMeter, isSimulated: Bool) throws -> any Trainer {
        let optimizer = optimizerSettings
        let steps = experiment.batches
        switch experiment.trainer {
        case .pib:
            return PIBTrainer(
                network: network, losses: try experiment.units.map { try loss(beta: $0.beta) }, optimizer: optimizer,
                steps: steps, seed: seed, meter: meter)
        case .pat:
            var settings = PATTrainer.Settings()
            if !isSimulated { settings.readOutNoise = 0 }
            return try PATTrainer(
                network: network, optimizer: optimizer, steps: steps, seed: seed, meter: meter, settings: settings)
        case .dfa:
            return DFATrainer(network: network, optimizer: optimizer, steps: steps, seed: seed, meter: meter)
        case .phyll:
            return try PhyLLTrainer(
                network: network, classes: dataset.classes, optimizer: optimizer, steps: steps, seed: seed,
                meter: meter)
        case .pgt:
            return PGTTrainer(network: network, optimizer: optimizer, steps: steps, seed: seed, meter: meter)
        case .inSilico:
            return try InSilicoTrainer(
                network: network, optimizer: optimizer, steps: steps, seed: seed, meter: meter)
        case .randomUnits:
            return RandomUnitsTrainer(
                network: network, optimizer: optimizer, steps: steps, seed: seed, meter: meter)
        }
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
