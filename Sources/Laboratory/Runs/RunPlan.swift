import Datasets
import Environments
import ExternalEnvironments
import PhysicalDevices
import PhysicalLearning
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
}
