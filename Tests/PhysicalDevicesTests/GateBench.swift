import Matrices
import Synchronization

@testable import PhysicalDevices

/// A gate before a recording device, a clock that a test turns, and requests for both.
struct GateBench {
    let device: RecordingDevice
    let gate: SafetyGate
    let clock: VirtualClock

    init(
        device: RecordingDevice = RecordingDevice(), clock: VirtualClock = VirtualClock(),
        register: (any EnergisedRegister)? = nil, _ change: (inout SafetyEnvelope) -> Void = { _ in }
    ) async throws {
        var envelope = SafetyEnvelope(spanning: RecordingDevice.descriptor)
        change(&envelope)
        self.device = device
        self.clock = clock
        gate = try await SafetyGate(device: device, envelope: envelope, clock: clock.safetyClock, register: register)
    }

    static let block = CellBlock(tile: 0, rows: 0..<4, columns: 0..<4)

    static func drive(_ level: Float, _ block: CellBlock = block) -> DriveRequest {
        DriveRequest(
            block: block, drive: Matrix(rows: 2, columns: block.rows.count, repeating: level), gain: 1,
            fullScale: Voltage(1))
    }

    static func pulses(_ count: Int8, _ block: CellBlock = block) -> PulseMap {
        PulseMap(
            block: block, counts: [Int8](repeating: count, count: block.count), shape: RecordingDevice.nominal)
    }

    static func bias(_ volts: [Double], from row: Int = 0) -> BiasRequest {
        BiasRequest(tile: 0, rows: row..<row + volts.count, voltages: volts.map { Voltage($0) })
    }
}

/// A clock that goes on only when somebody waits, and then at once.
final class VirtualClock: Sendable {
    private let time = Mutex(0.0)
    private let waits = Mutex<[Double]>([])

    var now: Double { time.withLock { $0 } }
    /// Everything that was waited for so far [s].
    var waited: [Double] { waits.withLock { $0 } }

    func advance(_ seconds: Double) { time.withLock { $0 += seconds } }

    var safetyClock: SafetyClock {
        SafetyClock(
            now: { self.now },
            wait: { seconds in
                self.waits.withLock { $0.append(seconds) }
                self.advance(seconds)
            })
    }
}

/// The refusal that `body` ends with; nil when it does not.
func refusal(_ body: () async throws -> Void) async -> DeviceError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? DeviceError
    }
}
