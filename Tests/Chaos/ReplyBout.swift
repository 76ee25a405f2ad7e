import CrossbarBoard
import CrossbarEmulator
import DeviceEmulation
import FaultScripts
import Matrices
import PhysicalDevices
import Simulated
import Transports

/// One board whose replies suffer, its driver, and its chip in this process.
struct ReplyBout: Sendable {
    struct Outcome: Sendable {
        var injected = 0
        var compared = 0
        var lost = 0
        var misattributed = 0
        var findings = Findings()
    }

    /// Something to be asked of the driver and of the chip.
    private enum Request {
        case measure(DriveRequest)
        case program(PulseMap)
        case read(CellBlock)
    }

    private static let parameters = CrossbarParameters.small(tiles: 2, rows: 32, columns: 16)
    /// Beyond this the outcome of too many requests is open at once.
    private static let mostPossibilities = 256

    private let board: MonitoredBoard
    private let host: EmulatorHost
    private let device: CrossbarBoard
    private let seed: UInt64
    private let target: Int

    init(path: String, seed: UInt64, target: Int) throws {
        self.seed = seed
        self.target = target
        board = MonitoredBoard(
            settings: EmulatedCrossbarSettings(parameters: Self.parameters, seed: seed), limits: .board)
        host = EmulatorHost(board: board, link: FlakyLink(path: path), faults: try Self.faults(seed: seed))
        let address = try StreamAddress("pty:\(path)")
        device = CrossbarBoard(
            id: "board", open: { try await address.open(deadline: $0) }, heartbeat: .seconds(1),
            clock: ScaledClock(factor: 0.1))
    }

    private static func faults(seed: UInt64) throws -> FaultSchedule {
        let kinds: [(Fault, Double)] = [
            (try Fault(.lateReply, duration: 0.03), 0.06), (try Fault(.delayReply, duration: 0.015), 0.05),
            (Fault(.duplicateReply), 0.08), (Fault(.truncateReply), 0.06), (Fault(.corruptByte), 0.06),
            (Fault(.dropReply), 0.05),
        ]
        return try FaultSchedule(
            kinds.enumerated().map { index, kind in
                try ScheduledFault(
                    kind.0,
                    trigger: .everyOperations(1, probability: kind.1, seed: seed &* 16 &+ UInt64(index)))
            })
    }

    func run() async throws -> Outcome {
        let service = Task { try await host.run() }
        var outcome = Outcome()
        do {
            try await work(&outcome)
        } catch {
            outcome.findings.violate("\(error)")
        }
        await device.close()
        service.cancel()
        _ = try? await service.value
        outcome.injected = await injected
        outcome.findings.take(await board.look().violations, from: "wire")
        return outcome
    }

    private var injected: Int { get async { await host.faults.reduce(0) { $0 + $1.happened } } }

    private func work(_ outcome: inout Outcome) async throws {
        try await device.openPatiently()
        let gate = try await SafetyGate(device: device, envelope: SafetyEnvelope(spanning: await device.descriptor))
        var dice = Dice(seed: seed, "requests")
        var possible = [CrossbarChip(parameters: Self.parameters, seed: seed)]
        while await injected < target {
            let request = Self.request(&dice)
            do {
                let answer = try await Self.ask(request, gate)
                outcome.compared += 1
                possible = possible.compactMap { chip in
                    var chip = chip
                    return Self.ask(request, &chip) == answer ? chip : nil
                }
                if possible.isEmpty {
                    outcome.misattributed += 1
                    outcome.findings.violate("an answer fits nothing that the chip can have done: \(request)")
                    return
                }
            } catch let error as DeviceError {
                outcome.lost += 1
                possible += possible.map { chip in
                    var chip = chip
                    _ = Self.ask(request, &chip)
                    return chip
                }
                guard possible.count <= Self.mostPossibilities else {
                    outcome.findings.violate("the driver gives up again and again: \(error)")
                    return
                }
                try await device.openPatiently()
            }
        }
    }

    private static func request(_ dice: inout Dice) -> Request {
        let tile = dice.below(parameters.tiles)
        let rows = dice.range(within: parameters.rows, most: 16)
        let pairs = dice.range(within: parameters.columns / 2, most: 8)
        let block = CellBlock(tile: tile, rows: rows, columns: 2 * pairs.lowerBound..<2 * pairs.upperBound)
        switch dice.below(20) {
        case 0..<12:
            let n = dice.among(1...8)
            let drive = Matrix<Float>(
                rows: n, columns: rows.count, elements: (0..<n * rows.count).map { _ in Float(dice.below(256)) / 255 })
            return .measure(
                DriveRequest(
                    block: block, drive: drive, gain: dice.pick([0.5, 1, 2]),
                    fullScale: Voltage(dice.pick([1.0, 2, 4]))))
        case 12..<17:
            let shape = PulseShape(
                setAmplitude: Voltage(1.2), resetAmplitude: Voltage(-1.2), width: TimeSpan(100e-9))
            return .program(
                PulseMap(
                    block: block, counts: (0..<block.count).map { _ in Int8(dice.among(-7...7)) }, shape: shape))
        default: return .read(block)
        }
    }

    private static func ask(_ request: Request, _ gate: SafetyGate) async throws -> Matrix<Float> {
        switch request {
        case .measure(let request): try await gate.process(request).outputs
        case .program(let map): Matrix([[Float(try await gate.program(map).applied)]])
        case .read(let block): try await gate.conductances(block)
        }
    }

    private static func ask(_ request: Request, _ chip: inout CrossbarChip) -> Matrix<Float> {
        switch request {
        case .measure(let request): chip.measure(request).outputs
        case .program(let map): Matrix([[Float(chip.program(map).applied)]])
        case .read(let block): chip.conductances(block)
        }
    }
}
