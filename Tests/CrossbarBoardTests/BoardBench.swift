import Matrices
import PhysicalDevices
import Transports

@testable import CrossbarBoard

/// A driver and the scripted board behind it.
struct BoardBench {
    let board: ScriptedBoard
    let device: CrossbarBoard

    /// - Parameter patience: How much longer the driver waits than it should.
    init(
        _ descriptor: CWPDescriptor = .scripted, settings: CrossbarBoardSettings = CrossbarBoardSettings(),
        heartbeat: Duration? = nil, patience: Double = 50, script: @escaping ScriptedBoard.Script = { _, _ in .none }
    ) {
        let board = ScriptedBoard(descriptor, script: script)
        self.board = board
        device = CrossbarBoard(
            id: "board", settings: settings, open: { _ in try await board.plug() }, heartbeat: heartbeat,
            clock: ScaledClock(factor: patience))
    }

    /// The device, open behind a gate with the widest envelope.
    func gate() async throws -> SafetyGate {
        try await device.open()
        return try await SafetyGate(device: device, envelope: SafetyEnvelope(spanning: await device.descriptor))
    }

    static let block = CellBlock(tile: 0, rows: 0..<24, columns: 0..<16)
    static let shape = PulseShape(setAmplitude: Voltage(1.2), resetAmplitude: Voltage(-1.2), width: TimeSpan(100e-9))

    /// `n` vectors with inputs of every size.
    static func drive(_ n: Int, gain: Double = 1, fullScale: Double = 1, block: CellBlock = block) -> DriveRequest {
        DriveRequest(
            block: block,
            drive: Matrix(
                rows: n, columns: block.rows.count,
                elements: (0..<n * block.rows.count).map { Float($0 * 37 % 101) / 100 }),
            gain: gain, fullScale: Voltage(fullScale))
    }

    static func map(_ block: CellBlock = block, _ count: (Int) -> Int8) -> PulseMap {
        PulseMap(block: block, counts: (0..<block.count).map(count), shape: shape)
    }
}

/// The continuous clock, on which waits are longer or shorter than asked for: longer where a loaded machine must not
/// make a test fail, shorter where a test waits for a time-out.
struct ScaledClock: Clock {
    let factor: Double

    var now: ContinuousClock.Instant { ContinuousClock.now }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        try await ContinuousClock().sleep(for: now.duration(to: deadline) * factor)
    }
}

/// The device error that `body` throws; nil when it throws none.
func deviceError(_ body: () async throws -> Void) async throws -> DeviceError? {
    do {
        try await body()
        return nil
    } catch let error as DeviceError {
        return error
    }
}
