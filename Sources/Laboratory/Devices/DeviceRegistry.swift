import PhysicalDevices

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
        /// Pulses of a cell from which on the device's status warns; nil for never.
        public let warningPulses: Int?
    }

    private var entries: [String: Entry] = [:]
    private var order: [String] = []
    private var holders: [String: Int64] = [:]

    /// An empty registry.
    public init() {}

    /// Opens a device and takes it in, with the envelope made for what it turns out to be.
    ///
    /// Throws `DeviceError` when it does not open or the envelope is wider than the device.
    public func add(
        _ device: any PhysicalDevice, warningPulses: Int? = nil,
        envelope: @Sendable (DeviceDescriptor) throws -> SafetyEnvelope
    ) async throws {
        try await device.open()
        let envelope = try envelope(await device.descriptor)
        let gate = try await SafetyGate(device: device, envelope: envelope)
        entries[device.id] = Entry(device: device, gate: gate, envelope: envelope, warningPulses: warningPulses)
        order.append(device.id)
    }

    /// All devices in the order of the configuration.
    public var all: [Entry] { order.compactMap { entries[$0] } }

    /// The ids of all devices.
    public var ids: [String] { order }

    /// The device called `id`. Throws `LaboratoryError.deviceNotFound`.
    public func entry(_ id: String) throws -> Entry {
        guard let entry = entries[id] else { throw LaboratoryError.deviceNotFound(id, known: order) }
        return entry
    }

    /// The run that holds a device; nil when it is free.
    public func holder(of id: String) -> Int64? { holders[id] }

    /// Gives a device to a run, or back (nil).
    func hold(_ id: String, for run: Int64?) { holders[id] = run }

    /// Puts devices into their safe state, all of them at once; `id` nil means every device.
    ///
    /// Every device is tried whatever happens to the others; throws the first error after that. A `routine` safe state
    /// ends with the next run; any other holds until somebody submits a run or measures.
    public func enterSafeState(_ id: String? = nil, reason: String, routine: Bool = false) async throws {
        let gates = try id.map { [try entry($0).gate] } ?? all.map(\.gate)
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
        // A device whose safe state fails has been asked; closing it is then all that is left.
        try? await enterSafeState(reason: "the daemon stops", routine: true)
        for entry in all { await entry.device.close() }
    }
}
