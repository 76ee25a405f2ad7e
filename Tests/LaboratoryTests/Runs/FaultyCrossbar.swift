import Matrices
import PhysicalDevices
import Simulated

/// A chip whose converter answers NaN from some measurement on.
actor FaultyCrossbar: VectorProcessor, PulseProgrammable {
    private let chip = RunBench.chip()
    private var remaining: Int
    nonisolated let id = "chip"
    nonisolated let driver = "faulty"
    nonisolated let isSimulated = true
    let identity = DeviceIdentity(vendor: "test", model: "faulty", serial: "1", firmware: "")

    init(failingAfter measurements: Int) { remaining = measurements }

    var descriptor: DeviceDescriptor {
        var descriptor = SimulatedCrossbar.descriptor(for: chip.parameters)
        descriptor.capabilities = [.vectorProcessor, .pulseProgrammable]
        return descriptor
    }
    var state: DeviceState { .ready }
    var hardwareState: HardwareState { .safe }

    func repair() { remaining = .max }
    func states() -> AsyncStream<DeviceState> { AsyncStream { $0.yield(.ready) } }
    func open() async throws { try await chip.open() }
    func close() async { await chip.close() }
    func enterSafeState() async throws { try await chip.enterSafeState() }
    func program(_ map: Cleared<PulseMap>) async throws -> ProgramReport { try await chip.program(map) }

    func process(_ request: Cleared<DriveRequest>) async throws -> Measured {
        var measured = try await chip.process(request)
        remaining -= 1
        if remaining < 0 { measured.outputs[0, 0] = .nan }
        return measured
    }
}
