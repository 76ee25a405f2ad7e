import Matrices
import Synchronization
import Testing

@testable import PhysicalDevices

/// A million random requests, most of them foolish, against a device that judges what reaches it by plain numbers of
/// its own.
@Suite("A storm of requests")
struct EnvelopeStormTests {
    @Test("lets nothing outside the envelope through to the device")
    func storm() async throws {
        let storms = 2
        let tallies = try await withThrowingTaskGroup(of: JudgingDevice.Tally.self) { group in
            for index in 0..<storms {
                group.addTask { try await Self.storm(requests: 1_000_000 / storms, seed: UInt64(index) + 1) }
            }
            return try await group.reduce(into: [JudgingDevice.Tally]()) { $0.append($1) }
        }
        for tally in tallies {
            #expect(tally.outside == 0, "\(tally.example)")
            // A gate that lets nothing through at all would pass, too.
            #expect(tally.passed.allSatisfy { $0 > 1000 }, "\(tally.passed)")
        }
        #expect(tallies.reduce(0) { $0 + $1.passed.reduce(0, +) } < 900_000)
    }

    private static func storm(requests: Int, seed: UInt64) async throws -> JudgingDevice.Tally {
        let device = JudgingDevice()
        var envelope = SafetyEnvelope(spanning: RecordingDevice.descriptor)
        envelope.maximumReadVoltage = Voltage(JudgingDevice.readVolts)
        envelope.setAmplitude = Voltage(0.6)...Voltage(1.2)
        envelope.resetAmplitude = Voltage(-1.3)...Voltage(-0.7)
        envelope.pulseWidth = TimeSpan(1e-6)...TimeSpan(1e-4)
        envelope.maximumPulsesPerRequest = 15
        envelope.maximumColumnCurrent = ElectricCurrent(JudgingDevice.columnAmperes)
        envelope.maximumCellCurrent = ElectricCurrent(120e-6)
        envelope.biasRamp = BiasRamp(largestStep: Voltage(JudgingDevice.biasStep))
        var weak = CellLimits(block: CellBlock(tile: 1, rows: 2..<4, columns: 0..<8))
        weak.maximumReadVoltage = Voltage(JudgingDevice.weakVolts)
        weak.maximumSetVoltage = Voltage(JudgingDevice.weakSet)
        weak.maximumPulsesPerRequest = JudgingDevice.weakCount
        envelope.cells = [weak]
        let gate = try await SafetyGate(device: device, envelope: envelope, clock: VirtualClock().safetyClock)
        var random = Storm(seed: seed)
        for index in 0..<requests {
            if index % 4096 == 0 {
                try await gate.enterSafeState(reason: "storm", routine: true)
                try await gate.arm()
            }
            await random.request(gate)
        }
        return await device.tally
    }
}

/// Draws requests: mostly near the limits, on either side, and now and then something absurd.
private struct Storm {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    private mutating func next(_ bound: Int) -> Int {
        // xorshift64*: a test needs numbers that are the same every time, no more.
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return Int((state &* 0x2545_F491_4F6C_DD1D) >> 33) % bound
    }

    private mutating func number(_ scale: Double) -> Double {
        switch next(40) {
        case 0: .nan
        case 1: next(2) == 0 ? .infinity : -.infinity
        case 2: 1e300
        case 3: -0.0
        default: scale * Double(next(2_000)) / 1_600
        }
    }

    private mutating func range(_ limit: Int) -> Range<Int> {
        let start = next(50) == 0 ? next(9) - 2 : next(limit)
        return start..<start + (next(50) == 0 ? next(12) : 1 + next(2))
    }

    private mutating func block() -> CellBlock {
        CellBlock(tile: next(50) == 0 ? next(5) - 1 : next(2), rows: range(7), columns: range(7))
    }

    mutating func request(_ gate: SafetyGate) async {
        switch next(16) {
        case 0..<10:
            var block = block()
            if next(4) > 0 { block.columns = 2..<4 }
            let width = next(50) == 0 ? 1 : block.rows.count
            var drive = Matrix<Float>(rows: 1 + next(2), columns: width)
            for row in 0..<drive.rows {
                for column in 0..<width { drive[row, column] = Float(number(next(2) == 0 ? 0.9 : -0.9)) }
            }
            _ = try? await gate.process(DriveRequest(block: block, drive: drive, gain: 1, fullScale: Voltage(1)))
        case 10..<15:
            let block = block()
            let counts = (0..<block.count + (next(50) == 0 ? 1 : 0)).map { _ in
                next(20) == 0 ? Int8(truncatingIfNeeded: next(256)) : Int8(next(31) - 15)
            }
            let shape = PulseShape(
                setAmplitude: Voltage(0.5 + number(0.6)), resetAmplitude: Voltage(-0.6 - number(0.6)),
                width: TimeSpan(number(1e-4)))
            _ = try? await gate.program(PulseMap(block: block, counts: counts, shape: shape))
        default:
            let rows = range(7)
            let voltages = rows.map { _ in Voltage(number(next(2) == 0 ? 0.15 : -0.15)) }
            try? await gate.hold(BiasRequest(tile: next(50) == 0 ? 2 : next(2), rows: rows, voltages: voltages))
        }
    }
}

/// Judges every request that reaches it. Its limits are written out here, not taken from the envelope.
private actor JudgingDevice: VectorProcessor, PulseProgrammable, BiasHolding {
    struct Tally: Sendable {
        var outside = 0
        var example = ""
        /// Readings, pulse maps, bias steps.
        var passed = [0, 0, 0]
    }

    static let readVolts = 0.15
    static let weakVolts = 0.05
    static let weakSet = 0.9
    static let weakCount = 4
    static let columnAmperes = 150e-6
    static let biasStep = 0.08
    private static let highestConductance = 1e-4
    private static let weakRows = 2..<4

    nonisolated let id = "judging"
    nonisolated let driver = "judging"
    nonisolated let isSimulated = true
    let identity = DeviceIdentity(vendor: "test", model: "judging", serial: "1", firmware: "")
    var descriptor: DeviceDescriptor { RecordingDevice.descriptor }
    let state = DeviceState.ready
    private(set) var hardwareState = HardwareState.safe
    private(set) var tally = Tally()
    private var held = [[Double]](repeating: [Double](repeating: 0, count: 8), count: 2)

    func states() -> AsyncStream<DeviceState> { AsyncStream { $0.yield(.ready) } }
    func open() {}
    func close() {}

    func enterSafeState() {
        held = [[Double]](repeating: [Double](repeating: 0, count: 8), count: 2)
        hardwareState = .safe
    }

    private func judge(_ kind: Int, _ isInside: Bool, _ request: some Sendable) {
        hardwareState = .asBefore
        tally.passed[kind] += 1
        guard !isInside else { return }
        tally.outside += 1
        tally.example = "\(request)"
    }

    func process(_ cleared: Cleared<DriveRequest>) -> Measured {
        let request = cleared.request
        let (block, rows) = (request.block, request.drive.rows)
        var inside = Self.isOnArray(block) && block.columns.count % 2 == 0 && request.drive.columns == block.rows.count
        for vector in 0..<rows where inside {
            var sum = 0.0
            for row in 0..<8 {
                let isDriven = block.rows.contains(row)
                let input = isDriven ? Double(request.drive[vector, row - block.rows.lowerBound]) : 0
                let volts = isDriven ? 0.2 * abs(input) : abs(held[block.tile][row])
                sum += volts
                let limit = block.tile == 1 && Self.weakRows.contains(row) ? Self.weakVolts : Self.readVolts
                inside = inside && volts <= limit
            }
            inside = inside && sum * Self.highestConductance <= Self.columnAmperes * (1 + 1e-12)
        }
        judge(0, inside, request)
        return Measured(
            outputs: Matrix(rows: rows, columns: block.outputs), saturatedFraction: 0, duration: TimeSpan(0))
    }

    func program(_ cleared: Cleared<PulseMap>) -> ProgramReport {
        let map = cleared.request
        let (set, reset, width) = (map.shape.setAmplitude.value, map.shape.resetAmplitude.value, map.shape.width.value)
        var inside = Self.isOnArray(map.block) && map.counts.count == map.block.rows.count * map.block.columns.count
        inside = inside && set >= 0.6 && set <= 1.2 && reset >= -1.3 && reset <= -0.7 && width >= 1e-6 && width <= 1e-4
        inside = inside && max(set, -reset) * Self.highestConductance <= 120e-6 * (1 + 1e-12)
        if inside {
            let sum = max(set, -reset) + held[map.block.tile].reduce(0) { $0 + abs($1) }
            inside = sum * Self.highestConductance <= Self.columnAmperes * (1 + 1e-12)
        }
        var index = 0
        for row in map.block.rows where inside {
            for _ in map.block.columns {
                let count = Int(map.counts[index])
                let isWeak = map.block.tile == 1 && Self.weakRows.contains(row) && count != 0
                inside = inside && abs(count) <= (isWeak ? Self.weakCount : 15)
                inside = inside && !(isWeak && count > 0 && set > Self.weakSet)
                index += 1
            }
        }
        judge(1, inside, map)
        return ProgramReport(applied: 0, refusedCells: 0, duration: TimeSpan(0))
    }

    func hold(_ cleared: Cleared<BiasRequest>) {
        let request = cleared.request
        var inside = (0..<2).contains(request.tile) && request.rows.count == request.voltages.count
            && request.rows.lowerBound >= 0 && request.rows.upperBound <= 8
        for (row, voltage) in zip(request.rows, request.voltages) where inside {
            let limit = request.tile == 1 && Self.weakRows.contains(row) ? Self.weakVolts : Self.readVolts
            inside = inside && abs(voltage.value) <= limit
            inside = inside && abs(voltage.value - held[request.tile][row]) <= Self.biasStep * (1 + 1e-9)
            held[request.tile][row] = voltage.value
        }
        if inside {
            let sum = held[request.tile].reduce(0) { $0 + abs($1) }
            inside = sum * Self.highestConductance <= Self.columnAmperes * (1 + 1e-12)
        }
        judge(2, inside, request)
    }

    private static func isOnArray(_ block: CellBlock) -> Bool {
        block.tile >= 0 && block.tile < 2 && block.rows.lowerBound >= 0 && block.rows.upperBound <= 8
            && block.columns.lowerBound >= 0 && block.columns.upperBound <= 8 && !block.rows.isEmpty
            && !block.columns.isEmpty
    }
}
