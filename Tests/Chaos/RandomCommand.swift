import Matrices
import PhysicalDevices

/// Something that a client might ask, sensible or not; values lie around the limits more often than elsewhere.
enum RandomCommand {
    case measure(DriveRequest)
    case program(PulseMap)
    case read(CellBlock)
    case hold(BiasRequest)
    case safe

    init(_ dice: inout Dice, around envelope: RandomEnvelope) {
        switch dice.below(100) {
        case 0..<35: self = .measure(Self.drive(&dice, envelope))
        case 35..<75: self = .program(Self.map(&dice, envelope))
        case 75..<82: self = .read(Self.block(&dice))
        case 82..<99: self = .hold(Self.bias(&dice, envelope))
        default: self = .safe
        }
    }

    func ask(_ gate: SafetyGate) async throws {
        switch self {
        case .measure(let request): _ = try await gate.process(request)
        case .program(let map): _ = try await gate.program(map)
        case .read(let block): _ = try await gate.conductances(block)
        case .hold(let request): try await gate.hold(request)
        case .safe:
            try await gate.enterSafeState(reason: "chaos")
            await gate.release()
        }
    }

    /// Mostly on the array of 2 tiles of 16 x 16 cells.
    private static func block(_ dice: inout Dice) -> CellBlock {
        guard dice.happens(0.95) else {
            let row = dice.pick([-1, 15, 16, 70_000])
            return CellBlock(tile: dice.pick([-1, 0, 2]), rows: row..<row + dice.below(4), columns: 0..<dice.below(40))
        }
        let pairs = dice.range(within: 8, most: 3)
        return CellBlock(
            tile: dice.below(2), rows: dice.range(within: 16, most: 4),
            columns: 2 * pairs.lowerBound..<2 * pairs.upperBound)
    }

    /// A number near `limit`, or nonsense.
    private static func near(_ limit: Double, step: Double, _ dice: inout Dice) -> Double {
        switch dice.below(20) {
        case 0: dice.pick([.nan, .infinity, -.infinity, -limit, 0, 1e300, limit * 1000])
        case 1..<5: limit + step * Double(dice.among(-3...3))
        case 5: limit * (1 + dice.pick([-1e-12, 1e-12, 1e-9, 1e-7]))
        case 6..<8: limit * 2 * dice.share()
        default: (limit * (0.1 + 0.9 * dice.share()) / step).rounded() * step
        }
    }

    private static func drive(_ dice: inout Dice, _ envelope: RandomEnvelope) -> DriveRequest {
        let block = block(&dice)
        let n = dice.among(1...3)
        let rows = dice.happens(0.98) ? block.rows.count : dice.below(5)
        let limit = envelope.envelope.maximumReadVoltage.value / 0.2
        var values = (0..<n * rows).map { _ in Float(limit * dice.share()) }
        if !values.isEmpty { values[dice.below(values.count)] = Float(near(limit, step: 1 / 255, &dice)) }
        return DriveRequest(
            block: block, drive: Matrix(rows: n, columns: rows, elements: values),
            gain: dice.happens(0.95) ? 1 : dice.pick([0, -1, .nan, 1e9]),
            fullScale: Voltage(dice.happens(0.95) ? 2 : dice.pick([0, -1, .nan, 1e9])))
    }

    private static func map(_ dice: inout Dice, _ envelope: RandomEnvelope) -> PulseMap {
        let block = block(&dice)
        let limits = envelope.limits
        let most = min(127, limits.pulsesPerRequest + dice.below(2))
        var counts = (0..<block.count).map { _ in Int8(clamping: dice.among(-most...most)) }
        if dice.happens(0.02) { counts.append(1) }
        // Mostly between the bounds, often at them, sometimes beyond.
        func value(_ range: ClosedRange<Int>, _ unit: Double, _ step: Int) -> Double {
            switch dice.below(24) {
            case 0: near(Double(range.upperBound), step: Double(step), &dice) / unit
            case 1: near(Double(range.lowerBound), step: Double(step), &dice) / unit
            case 2: Double(range.lowerBound) / unit
            case 3: Double(range.upperBound) / unit
            default: Double(range.lowerBound + dice.below(range.count) / step * step) / unit
            }
        }
        return PulseMap(
            block: block, counts: counts,
            shape: PulseShape(
                setAmplitude: Voltage(value(limits.setMillivolts, 1e3, 1)),
                resetAmplitude: Voltage(value(limits.resetMillivolts, 1e3, 1)),
                width: TimeSpan(value(limits.widthNanoseconds, 1e9, 10))))
    }

    private static func bias(_ dice: inout Dice, _ envelope: RandomEnvelope) -> BiasRequest {
        let rows = dice.range(within: dice.happens(0.98) ? 16 : 40, most: 4)
        let limit = Double(envelope.limits.readMicrovolts)
        return BiasRequest(
            tile: dice.happens(0.98) ? dice.below(2) : dice.pick([-1, 2, 70_000]), rows: rows,
            voltages: (0..<rows.count + (dice.happens(0.02) ? 1 : 0)).map { _ in
                Voltage((dice.happens(0.9) ? limit * dice.share() : near(limit, step: 1, &dice)) / 1e6)
            })
    }
}
