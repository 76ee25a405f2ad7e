import PhysicalDevices
import Simulated

/// A chip whose cells cannot be read: it can be driven, measured and pulsed, and nothing else.
actor BlindDevice: VectorProcessor, PulseProgrammable {
    private let chip: SimulatedCrossbar
    nonisolated let id = "blind"
    nonisolated let driver = "blind"
    nonisolated let isSimulated = true
    nonisolated let descriptor: DeviceDescriptor
    let identity = DeviceIdentity(vendor: "test", model: "blind", serial: "1", firmware: "")
    var state: DeviceState { .ready }
    var hardwareState: HardwareState { .safe }

    init(_ chip: SimulatedCrossbar) {
        self.chip = chip
        var descriptor = SimulatedCrossbar.descriptor(for: chip.parameters)
        descriptor.capabilities = [.vectorProcessor, .pulseProgrammable]
        self.descriptor = descriptor
    }

    func states() -> AsyncStream<DeviceState> { AsyncStream { $0.yield(.ready) } }
    func open() {}
    func close() {}
    func enterSafeState() {}
    func process(_ request: Cleared<DriveRequest>) async throws -> Measured { try await chip.process(request) }
    func program(_ map: Cleared<PulseMap>) async throws -> ProgramReport { try await chip.program(map) }
}
