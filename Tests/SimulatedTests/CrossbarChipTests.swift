import Matrices
import PhysicalDevices
import Testing

@testable import Simulated

@Suite("The chip behind simulated devices and emulators")
struct CrossbarChipTests {
    private static let shape = PulseShape(
        setAmplitude: Voltage(1.2), resetAmplitude: Voltage(-1.2), width: TimeSpan(130e-9))

    private static func parameters(_ change: (inout CrossbarParameters) -> Void = { _ in }) -> CrossbarParameters {
        var parameters = CrossbarParameters(preset: .pcm)
        parameters.tiles = 2
        parameters.rows = 24
        parameters.columns = 12
        change(&parameters)
        return parameters
    }

    private static func request(rows: Range<Int> = 0..<24, level: Float = 0.5) -> DriveRequest {
        DriveRequest(
            block: CellBlock(tile: 0, rows: rows, columns: 0..<12),
            drive: Matrix(rows: 4, columns: rows.count, repeating: level), gain: 0.1, fullScale: Voltage(1))
    }

    @Test("a map sent in pieces gives the chip that it gives when sent at once, ageing included")
    func pieces() {
        let counts = (0..<24 * 12).map { Int8($0 % 15 - 7) }
        func chip(pieces: [Range<Int>]) -> CrossbarChip {
            var chip = CrossbarChip(parameters: Self.parameters(), seed: 3)
            for rows in pieces {
                let map = PulseMap(
                    block: CellBlock(tile: 0, rows: rows, columns: 0..<12),
                    counts: Array(counts[rows.lowerBound * 12..<rows.upperBound * 12]), shape: Self.shape)
                _ = chip.program(map)
            }
            return chip
        }
        var whole = chip(pieces: [0..<24])
        var parts = chip(pieces: [0..<7, 7..<8, 8..<24])
        #expect(whole.measure(Self.request()) == parts.measure(Self.request()))
        whole.age(by: TimeSpan(1000))
        parts.age(by: TimeSpan(1000))
        let block = Self.request().block
        #expect(whole.conductances(block) == parts.conductances(block))
    }

    @Test("the difference of two columns read singly is what their pair reads, where nothing is noisy")
    func columns() {
        let parameters = Self.parameters {
            $0.makeIdeal()
            $0.offset = 0.02
            $0.gainMismatch = 0.05
        }
        var chip = CrossbarChip(parameters: parameters, seed: 3)
        let pairs = chip.measure(Self.request()).outputs
        let columns = chip.measureColumns(Self.request()).outputs
        #expect(columns.columns == 12 && pairs.columns == 6)
        for vector in 0..<4 {
            for output in 0..<6 {
                let difference = columns[vector, 2 * output] - columns[vector, 2 * output + 1]
                #expect(abs(difference - pairs[vector, output]) < 1e-5)
            }
        }
    }

    @Test("rows held at a constant input add to what is driven, until they are released")
    func heldInputs() {
        let parameters = Self.parameters { $0.makeIdeal() }
        var chip = CrossbarChip(parameters: parameters, seed: 3)
        let rows = 4..<20
        let alone = chip.measure(Self.request(rows: rows))
        chip.holdInputs(tile: 0, row: 0, at: [1, 0.5, 0, 0.25])
        chip.holdInputs(tile: 0, row: 10, at: [1])
        let held = chip.measure(Self.request(rows: rows))
        #expect(held.outputs != alone.outputs)
        var bare = CrossbarChip(parameters: parameters, seed: 3)
        var drive = Matrix<Float>(rows: 4, columns: 24)
        for vector in 0..<4 {
            for (row, level) in [(0, Float(1)), (1, 0.5), (3, 0.25)] { drive[vector, row] = level }
            for row in rows { drive[vector, row] = 0.5 }
        }
        var whole = Self.request()
        whole.drive = drive
        let expected = bare.measure(whole).outputs
        for (left, right) in zip(held.outputs.elements, expected.elements) { #expect(abs(left - right) < 1e-5) }
        chip.releaseInputs()
        #expect(chip.measure(Self.request(rows: rows)).outputs == alone.outputs)
    }
}
