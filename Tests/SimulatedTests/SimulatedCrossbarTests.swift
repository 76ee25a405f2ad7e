import Matrices
import PhysicalDevices
import Simulated
import Testing

@Suite("Simulated crossbar")
struct SimulatedCrossbarTests {
    @Test("conforms to the device kit, whatever the preset", arguments: CrossbarParameters.Preset.allCases)
    func conformance(preset: CrossbarParameters.Preset) async {
        var parameters = CrossbarParameters(preset: preset)
        parameters.tiles = 2
        parameters.rows = 16
        parameters.columns = 16
        let chip = parameters
        let kit = DeviceConformance { SimulatedCrossbar(id: "chip", parameters: chip, seed: 1) }
        #expect(await kit.findings() == [])
    }

    @Test("freshly made cells lie around mid-window with the configured spread")
    func initialSpread() async throws {
        let bench = try await ChipBench { $0.initialSpread = 0.1 }
        let cells = try await bench.gate.conductances(bench.whole).elements.map { Double($0) / 100e-6 }
        let mean = cells.reduce(0, +) / Double(cells.count)
        let variance = cells.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(cells.count)
        #expect(abs(mean - 0.5) < 0.01)
        #expect(abs(variance.squareRoot() - 0.1) < 0.01)
    }

    @Test("readings are the weights times the inputs where every non-ideality is off")
    func ideal() async throws {
        let bench = try await ChipBench { $0.makeIdeal() }
        let cells = try await bench.gate.conductances(bench.whole)
        let drive = Matrix<Float>(rows: 2, columns: 32, elements: (0..<64).map { Float($0 % 9) / 8 })
        let measured = try await bench.gate.process(
            DriveRequest(block: bench.whole, drive: drive, gain: 0.5, fullScale: Voltage(10)))
        for row in 0..<2 {
            for output in 0..<8 {
                var expected: Float = 0
                for input in 0..<32 {
                    let code = (drive[row, input] * 65535).rounded() / 65535
                    expected += code * (cells[input, 2 * output] - cells[input, 2 * output + 1]) / 100e-6
                }
                #expect(abs(measured.outputs[row, output] - expected * 0.5) < 1e-4)
            }
        }
    }

    @Test("readings are whole codes of the converter, clipped at full scale and counted")
    func codes() async throws {
        let bench = try await ChipBench { _ in }
        let measured = try await bench.read(gain: 1000)
        #expect(measured.saturatedFraction > 0.5)
        for value in measured.outputs.elements {
            let code = value * 127
            #expect(abs(code - code.rounded()) < 1e-3 && abs(code) <= 127)
        }
    }

    @Test("the same seed and the same operations give the same readings bit for bit")
    func reproducible() async throws {
        var readings: [Matrix<Float>] = []
        for _ in 0..<2 {
            let bench = try await ChipBench { _ in }
            try await bench.pulse(3)
            readings.append(try await bench.read().outputs)
        }
        #expect(readings[0] == readings[1])
    }

    @Test("a pulse map sent in parts by rows gives the same cells as in one")
    func splitMaps() async throws {
        let whole = try await ChipBench { _ in }
        let parts = try await ChipBench { _ in }
        try await whole.pulse(5)
        for rows in [0..<7, 7..<32] {
            let block = CellBlock(tile: 0, rows: rows, columns: whole.whole.columns)
            _ = try await parts.gate.program(
                PulseMap(block: block, counts: [Int8](repeating: 5, count: block.count), shape: whole.shape))
        }
        #expect(
            try await whole.gate.conductances(whole.whole) == (try await parts.gate.conductances(whole.whole)))
    }

    @Test("what other tiles do does not change a tile's noise")
    func tileIndependence() async throws {
        let alone = try await ChipBench { _ in }
        let busy = try await ChipBench { _ in }
        var other = busy.request(gain: 0.05)
        other.block.tile = 1
        _ = try await busy.gate.process(other)
        #expect(try await alone.read().outputs == (try await busy.read().outputs))
    }

    @Test("soft bounds: ever more SET pulses approach the upper bound and never pass it")
    func softBounds() async throws {
        let bench = try await ChipBench { $0.boundMismatch = 0 }
        var last: Float = 0
        for _ in 0..<40 {
            try await bench.pulse(127)
            let cells = try await bench.gate.conductances(bench.whole).elements
            let mean = cells.reduce(0, +) / Float(cells.count)
            #expect(mean >= last && cells.allSatisfy { $0 <= 100.001e-6 })
            last = mean
        }
        #expect(last > 99e-6)
    }

    @Test("one-shot programming reaches its target but for the programming noise")
    func programming() async throws {
        let bench = try await ChipBench { $0.boundMismatch = 0 }
        let targets = Matrix<Float>(rows: 32, columns: 16, repeating: 60e-6)
        try await bench.gate.program(TargetMap(block: bench.whole, targets: targets))
        let errors = try await bench.gate.conductances(bench.whole).elements.map { Double($0) / 100e-6 - 0.6 }
        let rms = (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot()
        #expect(abs(rms - 0.04 * 0.99) < 0.006)
    }
}
