import PhysicalDevices
import RandomStreams
import Simulated

/// The simulated chip in the emulated board's socket: one tile, and what the board's pulses and readings make of it.
///
/// The chip's cells know one nominal pulse. Here the voltage counts too, as forming and switching need it: below the
/// threshold nothing happens, the nominal voltage is one nominal pulse, and every 0.1 V above it is one more.
struct ArcOneChip: Sendable {
    /// Below this magnitude cells do not move [V].
    static let threshold = 0.5
    /// The magnitude of the chip's nominal pulse [V].
    static let nominal = 1.2
    /// Standard deviation of a reading, relative.
    static let readNoise = 0.01

    private(set) var chip: CrossbarChip
    private var noise: RandomStream
    /// Pulses that reached a cell, whether it moved or not.
    private(set) var pulses = 0

    init(parameters: CrossbarParameters, seed: UInt64) {
        chip = CrossbarChip(parameters: parameters, seed: seed)
        noise = RandomStream(seed: seed, name: "arc-one/read-noise")
    }

    var rows: Int { chip.parameters.rows }
    var columns: Int { chip.parameters.columns }

    /// Resistance of a cell, as read [ohm].
    mutating func resistance(row: Int, column: Int) -> Double { noisy(1 / conductance(row: row, column: column)) }

    /// Resistance of several cells of a column together, as read [ohm]; infinite for none.
    mutating func resistance(rows: [Int], column: Int) -> Double {
        noisy(1 / rows.reduce(0) { $0 + conductance(row: $1, column: column) })
    }

    /// Pulses a cell.
    mutating func pulse(row: Int, column: Int, voltage: Double, width: Double) {
        pulses += 1
        let magnitude = min(abs(voltage), 12)
        guard magnitude >= Self.threshold, width > 0 else { return }
        let count = Int8(min(127, max(1, 1 + ((magnitude - Self.nominal) / 0.1).rounded(.down))))
        _ = chip.program(
            PulseMap(
                block: Self.block(row, column), counts: [voltage > 0 ? count : -count],
                shape: PulseShape(
                    setAmplitude: Voltage(magnitude), resetAmplitude: Voltage(-magnitude), width: TimeSpan(width))))
    }

    /// Shows damage to the cells.
    mutating func change(_ body: (inout CrossbarChip) -> Void) { body(&chip) }

    private mutating func conductance(row: Int, column: Int) -> Double {
        Double(chip.conductances(Self.block(row, column)).elements[0])
    }

    private mutating func noisy(_ value: Double) -> Double { value * (1 + Self.readNoise * Double(noise.normal(1)[0])) }

    private static func block(_ row: Int, _ column: Int) -> CellBlock {
        CellBlock(tile: 0, rows: row..<row + 1, columns: column..<column + 1)
    }
}
