import Matrices
import PhysicalDevices
import Testing

@testable import ArcOne

@Suite("ArC ONE board", .timeLimit(.minutes(2)))
struct ArcOneTests {
    @Test("it conforms to the rules of devices")
    func conformance() async {
        let kit = DeviceConformance {
            ArcBench().device {
                $0.driveBits = 1
                $0.maximumPulses = 3
            }
        }
        let findings = await kit.findings()
        #expect(findings.isEmpty, "\(findings)")
    }

    @Test("one cell, the first cells and any block are each read by their own job, to the same values")
    func reading() async throws {
        let bench = ArcBench()
        let (_, gate) = try await bench.gate()
        await bench.forgetLines()
        let one = try await gate.conductances(.cell(2, 3))
        #expect(await bench.lines == ["1", "3", "4"])
        await bench.forgetLines()
        let first = try await gate.conductances(.cells(0..<4, 0..<5))
        #expect(await bench.lines == ["2", "1", "4", "5"])
        await bench.forgetLines()
        let block = try await gate.conductances(.cells(2..<4, 3..<5))
        #expect(await bench.lines == ["2", "2", "32", "32", "4", "3", "4", "3", "5", "4", "4", "4", "5"])
        for value in [one[0, 0], first[2, 3], block[0, 0]] { #expect(abs(value / one[0, 0] - 1) < 0.1) }
        let truth = await bench.machine.conductances(rows: 0..<4, columns: 0..<5)
        for (read, real) in zip(first.elements, truth) { #expect(abs(read / real - 1) < 0.06) }
    }

    @Test("pulses go out one job each and move the cell")
    func pulsing() async throws {
        let bench = ArcBench()
        let (device, gate) = try await bench.gate()
        let before = await bench.machine.conductances(rows: 1..<2, columns: 2..<3)[0]
        await bench.forgetLines()
        let report = try await gate.program(
            PulseMap(block: .cells(1..<2, 1..<4), counts: [0, 20, -2], shape: shape))
        #expect(report.applied == 22)
        #expect(await bench.lines.filter { $0 == "3" }.count == 22 + 20)
        #expect(await bench.lines.prefix(5) == ["3", "2", "3", "1.200000e+00", "1.000000e-07"])
        #expect(await bench.machine.conductances(rows: 1..<2, columns: 2..<3)[0] > before)
        #expect(await bench.machine.pulses == 22)
        #expect(await device.unsettled.isEmpty)
    }

    @Test("a vector times the cells is the sum over bits and bit lines")
    func processing() async throws {
        let bench = ArcBench()
        let (_, gate) = try await bench.gate { $0.driveBits = 3 }
        let drive = Matrix<Float>([[0, 1, 3.0 / 7, 5.0 / 7], [0, 0, 0, 0]])
        let measured = try await gate.process(
            DriveRequest(block: .cells(4..<8, 2..<6), drive: drive, gain: 2, fullScale: Voltage(4)))
        let cells = await bench.machine.conductances(rows: 4..<8, columns: 2..<6)
        for output in 0..<2 {
            var expected: Float = 0
            for row in 0..<4 {
                let pair = row * 4 + 2 * output
                expected += drive[0, row] * (cells[pair] - cells[pair + 1])
            }
            #expect(abs(measured.outputs[0, output] - 2 * expected / 100e-6) < 0.1)
            #expect(measured.outputs[1, output] == 0)
        }
        #expect(measured.saturatedFraction == 0)
    }

    @Test("word lines without input are left out, and a pass without any is not made")
    func oneBit() async throws {
        let bench = ArcBench()
        let (_, gate) = try await bench.gate { $0.driveBits = 1 }
        await bench.forgetLines()
        _ = try await gate.process(
            DriveRequest(
                block: .cells(0..<3, 0..<2), drive: Matrix([[1, 0, 1], [0, 0, 0]]), gain: 1, fullScale: Voltage(1)))
        let one = ["50", "1.000000e+00", "1.000000e-04", "5.000000e-01", "2", "1", "1", "1", "3"]
        #expect(await bench.lines == one + one.enumerated().map { $0.offset == 5 ? "2" : $0.element })
    }

    @Test("outputs are clipped at the converter's full scale and counted")
    func saturation() async throws {
        let bench = ArcBench()
        let (_, gate) = try await bench.gate { $0.driveBits = 1 }
        let measured = try await gate.process(
            DriveRequest(
                block: .cells(0..<2, 0..<4), drive: Matrix([[1, 1]]), gain: 1000, fullScale: Voltage(0.1)))
        #expect(measured.saturatedFraction == 1)
        #expect(measured.outputs.elements.allSatisfy { abs(abs($0) - 0.1) < 1e-6 })
    }

    @Test("a closed cross-point is pulsed without an answer, and only the one that was closed")
    func selecting() async throws {
        let bench = ArcBench()
        let (device, gate) = try await bench.gate()
        try await gate.select(.cell(4, 11))
        await bench.heard("12")
        await bench.forgetLines()
        try await gate.pulseSelected(pulses(2, row: 4, column: 11))
        let other = try await refusal { try await gate.pulseSelected(pulses(1, row: 4, column: 12)) }
        #expect(other.code == .invalidRequest)
        _ = try await gate.conductances(.cell(0, 0))
        let lines = await bench.lines
        #expect(Array(lines[0..<3]) == ["04", "1.200000e+00", "1.000000e-07"])
        #expect(Array(lines[3..<6]) == ["04", "1.200000e+00", "1.000000e-07"])
        #expect(await bench.machine.pulses == 2)
        #expect(await device.selected == nil)
        let afterReading = try await refusal { try await gate.pulseSelected(pulses(1, row: 4, column: 11)) }
        #expect(afterReading.code == .invalidRequest)
    }
}
