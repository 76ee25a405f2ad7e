import Matrices
import PhysicalDevices
import Simulated

/// A chip on a cable that tests pull out and put back.
actor PluggableCrossbar: VectorProcessor, PulseProgrammable {
    nonisolated let id = "chip"
    nonisolated let driver = "pluggable"
    nonisolated let isSimulated = false
    let identity = DeviceIdentity(vendor: "test", model: "pluggable", serial: "1", firmware: "")
    private let chip = RunBench.chip()
    private var isPlugged: Bool
    private var unplugsAfter: Int?
    private var isLoose = false
    private(set) var programmed = 0
    private(set) var state = DeviceState.absent
    private var watchers: [AsyncStream<DeviceState>.Continuation] = []

    init(plugged: Bool = true) { isPlugged = plugged }

    var descriptor: DeviceDescriptor {
        var descriptor = SimulatedCrossbar.descriptor(for: chip.parameters)
        descriptor.capabilities = [.vectorProcessor, .pulseProgrammable]
        return descriptor
    }
    var hardwareState: HardwareState { state == .ready ? .safe : .unknown }

    func states() -> AsyncStream<DeviceState> {
        AsyncStream { continuation in
            continuation.yield(state)
            watchers.append(continuation)
        }
    }

    private func move(to next: DeviceState) {
        state = next
        for watcher in watchers { watcher.yield(next) }
    }

    func plug() { isPlugged = true }

    func unplug() {
        isPlugged = false
        move(to: .lost)
    }

    /// Pulls the cable in the middle of the operation after `operations` more.
    func unplug(after operations: Int) { unplugsAfter = operations }

    /// From now on every operation pulls the cable, and every attempt to open finds it plugged in.
    func loosen() { isLoose = true }

    func open() async throws {
        if isLoose { isPlugged = true }
        guard isPlugged else { throw gone("open") }
        try await chip.open()
        move(to: .ready)
    }

    func close() async {
        await chip.close()
        move(to: .absent)
    }

    func enterSafeState() async throws {
        guard isPlugged else { throw gone("safe-state") }
        try await chip.enterSafeState()
    }

    func program(_ map: Cleared<PulseMap>) async throws -> ProgramReport {
        try count("program")
        programmed += 1
        return try await chip.program(map)
    }

    func process(_ request: Cleared<DriveRequest>) async throws -> Measured {
        try count("process")
        return try await chip.process(request)
    }

    private func count(_ operation: String) throws {
        if let remaining = unplugsAfter {
            unplugsAfter = remaining == 0 ? nil : remaining - 1
            if remaining == 0 { unplug() }
        }
        if isLoose { unplug() }
        guard isPlugged, state == .ready else { throw gone(operation) }
    }

    private func gone(_ operation: String) -> DeviceError {
        DeviceError(
            .lost, "unplugged", remedy: "Plug it in.", device: id, operation: operation, hardwareState: .unknown)
    }
}
