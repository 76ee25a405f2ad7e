import EnergisedDevices
import Logging
import Matrices
import PhysicalDevices
import RunStore
import Simulated

/// Everything that one daemon runs: its devices, its runs and their store.
public struct Laboratory: Sendable {
    /// The devices.
    public let devices: DeviceRegistry
    /// The queue of runs.
    public let runs: RunEngine
    /// What is kept.
    public let store: RunStore
    /// Who follows what.
    public let signals: RunSignals

    let factory: DeviceFactory
    let simulate: Bool

    /// Opens the store, then every device, then takes up the queue.
    ///
    /// - Parameters:
    ///   - devices: the devices to open; empty with `simulate` means one default chip called `chip`.
    ///   - dataPath: the daemon's own $PIBD_DATA.
    ///   - energisedDirectory: where energised devices are listed for `pib-safe`.
    /// - Throws: `RunStoreError`, `ConfigurationError` or `DeviceError`.
    public static func open(
        devices settings: [DeviceSettings], simulate: Bool, stateDirectory: String, dataPath: String?,
        energisedDirectory: String, logger: Logger
    ) async throws -> Laboratory {
        LinearAlgebraLibrary.setThreads(1)
        LinearAlgebraLibrary.keepFreedMemory()
        logger.info("linear algebra: \(LinearAlgebraLibrary.description)")
        let store = try RunStore(directory: stateDirectory)
        let registry = DeviceRegistry(logger: logger, store: store)
        let factory = DeviceFactory(energised: EnergisedList(directory: energisedDirectory))
        _ = try await registry.replaceAll(with: settings, from: factory, simulate: simulate)
        if simulate, settings.isEmpty {
            for device in SimulatedBench.devices { await registry.add(device) { SafetyEnvelope(spanning: $0) } }
        }
        try await registry.open()
        let signals = RunSignals()
        let services = RunServices(
            devices: registry, store: store, signals: signals, dataPath: dataPath, logger: logger)
        let runs = RunEngine(services: services)
        try await runs.start()
        return Laboratory(
            devices: registry, runs: runs, store: store, signals: signals, factory: factory, simulate: simulate)
    }

    /// Ends what is under way and puts every device into its safe state. The store stays open for those who still read.
    public func stop() async {
        await runs.shutDown()
        await devices.close()
    }
}
