import Logging
import PhysicalDevices
import RunStore

/// The devices of this laboratory, each behind its safety gate.
public actor DeviceRegistry {
    /// One device and the only way to it.
    public struct Entry: Sendable {
        /// The device itself: identity, descriptor, states.
        public let device: any PhysicalDevice
        /// Where every request goes through.
        public let gate: SafetyGate
        /// What the device may ever see.
        public let envelope: SafetyEnvelope
    }

    var supervisors: [String: DeviceSupervisor] = [:]
    var order: [String] = []
    private var holders: [String: Int64] = [:]
    /// What the devices were made from, where that is a configuration.
    var settings: [String: DeviceSettings] = [:]
    var leases: [String: LeaseRecord] = [:]
    var nextLease = 0
    let logger: Logger

    private let wearKeeper: WearKeeper?

    /// An empty registry that reports comings and goings to `logger` and keeps the wear of real devices in `store`.
    public init(logger: Logger, store: RunStore? = nil) {
        self.logger = logger
        wearKeeper = store.map { WearKeeper(store: $0, logger: logger) }
    }

    /// Takes a device in, closed, with the envelope to be made for what it will turn out to be.
    public func add(
        _ device: any PhysicalDevice, warningPulses: Int? = nil, register: (any EnergisedRegister)? = nil,
        recording: DeviceRecording? = nil, appearances: (@Sendable () -> AsyncStream<Void>)? = nil,
        envelope: @escaping @Sendable (DeviceDescriptor) throws -> SafetyEnvelope
    ) {
        supervisors[device.id] = DeviceSupervisor(
            device, warningPulses: warningPulses, register: register, recording: recording, wearKeeper: wearKeeper,
            appearances: appearances, logger: logger, envelope: envelope)
        order.append(device.id)
    }

    /// Who is to look after a device that the configuration describes; it is not taken in yet.
    func supervisor(of configured: ConfiguredDevice, _ settings: DeviceSettings) -> DeviceSupervisor {
        DeviceSupervisor(
            configured.device, warningPulses: settings.envelope.warningPulsesPerCell, register: configured.register,
            recording: configured.recording, wearKeeper: wearKeeper, appearances: configured.appearances,
            logger: logger
        ) {
            try SafetyEnvelope(settings, descriptor: $0)
        }
    }

    /// Opens every device, all at once, and goes on supervising them; returns after the first attempt at each.
    ///
    /// A real device that does not open is supervised until it does; a simulated one that does not open is a mistake
    /// in the configuration, whose `DeviceError` or `ConfigurationError` is thrown.
    public func open() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for supervisor in all { group.addTask { try await supervisor.start() } }
            try await group.waitForAll()
        }
    }

    /// All devices in the order of the configuration.
    public var all: [DeviceSupervisor] { order.compactMap { supervisors[$0] } }

    /// The ids of all devices.
    public var ids: [String] { order }

    /// Who looks after the device called `id`. Throws `LaboratoryError.deviceNotFound`.
    public func supervisor(_ id: String) throws -> DeviceSupervisor {
        guard let supervisor = supervisors[id] else { throw LaboratoryError.deviceNotFound(id, known: order) }
        return supervisor
    }

    /// The open device called `id`. Throws `LaboratoryError.deviceNotFound`, or the `DeviceError` that says why it
    /// cannot be used.
    public func entry(_ id: String) async throws -> Entry { try await supervisor(id).entry() }

    /// The run that holds a device; nil when it is free.
    public func holder(of id: String) -> Int64? { holders[id] }

    /// Gives a device to a run, or back (nil).
    func hold(_ id: String, for run: Int64?) { holders[id] = run }

    /// Puts devices into their safe state, all of them at once; `id` nil means every device.
    ///
    /// Every device is tried whatever happens to the others; throws the first error after that. A `routine` safe state
    /// ends with the next run; any other holds until somebody submits a run or measures.
    public func enterSafeState(_ id: String? = nil, reason: String, routine: Bool = false) async throws {
        let asked = try id.map { [try supervisor($0)] } ?? all
        var gates: [SafetyGate] = []
        // A device that was never there has no gate, and nothing that could be switched off.
        for supervisor in asked { gates += [await supervisor.gate].compactMap { $0 } }
        let failures = await withTaskGroup(of: (any Error)?.self) { group in
            for gate in gates {
                group.addTask {
                    do {
                        try await gate.enterSafeState(reason: reason, routine: routine)
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: [any Error]()) { if let error = $1 { $0.append(error) } }
        }
        if let failure = failures.first { throw failure }
    }

    /// Puts every device into its safe state and closes it.
    public func close() async {
        for record in leases.values { record.expiry.cancel() }
        leases = [:]
        // A device whose safe state fails has been asked; closing it is then all that is left.
        try? await enterSafeState(reason: "the daemon stops", routine: true)
        for supervisor in all { await supervisor.stop() }
    }
}
