import Logging
import PhysicalDevices
import Testing

@testable import Laboratory

@Suite("Device watch", .timeLimit(.minutes(1)))
struct DeviceWatchTests {
    @Test("tells what every device does and has done")
    func looks() async throws {
        let bench = try await RunBench()
        let run = try await bench.submit()
        _ = try await bench.end(of: run)
        let devices = await DeviceWatch(bench.registry).look()
        let activity = try #require(devices.first?.activity)
        #expect(devices.map(\.id) == ["chip"])
        #expect(activity.state == .ready)
        #expect(activity.operations.vectors >= 12 * 32)
        #expect(activity.operations.pulses > 0)
        #expect(activity.operations.operations["process"]?.failed == 0)
        let wear = try #require(activity.totalWear)
        #expect(try #require(activity.highestWear) > 0 && wear >= activity.operations.pulses)
        #expect(activity.link == nil)
    }

    @Test("a driver that hangs is passed over, and is not asked again until it has answered")
    func hanging() async throws {
        let registry = DeviceRegistry(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        await registry.add(StuckDevice(id: "stuck")) { SafetyEnvelope(spanning: $0) }
        await registry.add(RunBench.chip()) { SafetyEnvelope(spanning: $0) }
        let watch = DeviceWatch(registry, patience: .milliseconds(200))
        for _ in 0..<3 {
            let devices = await watch.look()
            #expect(devices.map(\.id) == ["stuck", "chip"])
            #expect(devices[0].activity == nil)
            #expect(devices[1].activity != nil)
        }
    }
}

/// A device whose driver never answers: its actor runs on an executor that runs nothing.
private actor StuckDevice: PhysicalDevice {
    nonisolated let id: String
    nonisolated let driver = "stuck"
    nonisolated let isSimulated = true
    var identity: DeviceIdentity { DeviceIdentity(vendor: "", model: "", serial: "", firmware: "") }
    var state: DeviceState { .busy }
    var hardwareState: HardwareState { .unknown }
    nonisolated var unownedExecutor: UnownedSerialExecutor { StuckExecutor.shared.asUnownedSerialExecutor() }

    init(id: String) { self.id = id }

    var descriptor: DeviceDescriptor {
        DeviceDescriptor(
            capabilities: [], array: ArrayGeometry(tiles: 0, rows: 0, columns: 0),
            drive: DriveRange(bits: 1, signed: false, fullScale: Voltage(0)),
            converter: ConverterRange(bits: 2, fullScales: Voltage(0)...Voltage(0), gain: 1...1), pulses: nil,
            conductanceWindow: Conductance(0)...Conductance(1), maximumVectors: 1, timePerVector: TimeSpan(0))
    }

    func states() -> AsyncStream<DeviceState> { AsyncStream { $0.finish() } }
    func open() async throws {}
    func close() async {}
    func enterSafeState() async throws {}
}

private final class StuckExecutor: SerialExecutor {
    static let shared = StuckExecutor()
    func enqueue(_ job: consuming ExecutorJob) {}
}
