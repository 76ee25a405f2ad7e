import PhysicalDevices
import Synchronization
import Testing

/// A register that keeps what was asked of it.
private final class RecordingRegister: EnergisedRegister {
    enum Change: Sendable, Equatable { case entered(String, EmergencyStop), removed(String) }

    private let state = Mutex((changes: [Change](), fails: false))

    var changes: [Change] { state.withLock { $0.changes } }

    func fail(_ fails: Bool) { state.withLock { $0.fails = fails } }

    func enter(_ device: String, stop: EmergencyStop) async throws {
        try state.withLock {
            if $0.fails { throw CancellationError() }
            $0.changes.append(.entered(device, stop))
        }
    }

    func remove(_ device: String) async throws { state.withLock { $0.changes.append(.removed(device)) } }
}

@Suite("The register of energised devices")
struct RegisterTests {
    private static let stop = EmergencyStop(send: [1, 2], expect: [3])
    private let register = RecordingRegister()
    private let entered = RecordingRegister.Change.entered("recording", stop)
    private let removed = RecordingRegister.Change.removed("recording")

    private func bench(stop: EmergencyStop? = stop) async throws -> GateBench {
        try await GateBench(device: RecordingDevice(emergencyStop: stop), register: register)
    }

    private func drive(_ bench: GateBench) async throws { _ = try await bench.gate.process(GateBench.drive(0.1)) }

    @Test("is written before the first request, left alone by the next, and struck out by the safe state")
    func changes() async throws {
        let bench = try await bench()
        #expect(register.changes == [removed])
        for _ in 0..<3 { try await drive(bench) }
        _ = try await bench.gate.program(GateBench.pulses(1))
        #expect(register.changes == [removed, entered])
        try await bench.gate.enterSafeState(reason: "run 1 has ended", routine: true)
        #expect(register.changes == [removed, entered, removed])
        try await bench.gate.arm()
        _ = try await bench.gate.conductances(GateBench.block)
        #expect(register.changes == [removed, entered, removed, entered])
    }

    @Test("does not show a device whose requests are all refused")
    func refused() async throws {
        let bench = try await bench()
        #expect(await refusal { _ = try await bench.gate.process(GateBench.drive(2)) } != nil)
        #expect(register.changes == [removed])
        #expect(await bench.device.events == [])
    }

    @Test("that cannot be written keeps the device from being energised")
    func unwritable() async throws {
        let bench = try await bench()
        register.fail(true)
        let error = await refusal { try await drive(bench) }
        #expect(error?.code == .notReady && error?.hardwareState == .asBefore && error?.cause != nil)
        #expect(await bench.device.events == [])
        register.fail(false)
        try await drive(bench)
        #expect(await bench.device.events == [.processed])
    }

    @Test("does not show devices that need no emergency stop")
    func noStop() async throws {
        let bench = try await bench(stop: nil)
        try await drive(bench)
        #expect(register.changes == [removed])
    }

    @Test("keeps showing a device while a request overlaps the safe state, and until that is confirmed once more")
    func overlap() async throws {
        let bench = try await bench()
        try await drive(bench)
        let (began, beginning) = AsyncStream<Void>.makeStream()
        let (go, going) = AsyncStream<Void>.makeStream()
        await bench.device.hold(began: beginning, until: go)
        let request = Task { try await drive(bench) }
        for await _ in began { break }
        try await bench.gate.enterSafeState(reason: "smoke")
        #expect(register.changes == [removed, entered])
        going.yield()
        try await request.value
        #expect(await bench.device.events == [.processed, .safe, .processed, .safe])
        #expect(register.changes == [removed, entered, removed])
    }

    @Test("is struck out when a device comes back in its safe state")
    func reopened() async throws {
        let bench = try await bench()
        try await drive(bench)
        await bench.gate.deviceWasOpened()
        #expect(register.changes == [removed, entered])
        await bench.device.enterSafeState()
        await bench.gate.deviceWasOpened()
        #expect(register.changes == [removed, entered, removed])
        try await drive(bench)
        #expect(register.changes == [removed, entered, removed, entered])
    }
}
