import Matrices
import PhysicalDevices
import Testing

@testable import PhysicalLearning

@Suite("Recalibration of the heads")
struct HeadRecalibrationTests {
    private let data = Clusters(count: 512, seed: 4)
    private let calibration = GainCalibration(percentile: 0.99)

    @Test("puts every score's mean at zero and its height at the target, the converter permitting, after a fault")
    func zeros() async throws {
        let bench = try await LearningBench()
        var network = try await bench.network(inputs: 12, hidden: [16, 8], classes: 3, calibratedOn: data.samples)
        // As a stuck cell does: a constant on one column.
        let head = network.heads[0].circuit
        var counts = [Int8](repeating: 0, count: head.specification.rows * head.specification.columns)
        let bias = head.specification.inputs * head.specification.columns
        counts[bias] = 15
        counts[bias + 1] = -15
        try await head.program(counts)
        let before = try await network.measure(data.samples).scores[0].columnMeans()
        #expect(before[0] > 0.3)
        let measured = try await calibration.recalibrateHeads(&network, on: data.samples)
        #expect(measured % data.samples.rows == 0 && measured >= 2 * data.samples.rows)
        let scores = try await network.measure(data.samples).scores[0]
        for mean in scores.columnMeans() { #expect(abs(mean) < 0.1) }
        func percentile(_ values: [Float]) -> Float { values.map(abs).sorted()[Int(0.99 * Double(values.count))] }
        let zeros = network.heads[0].circuit.zeros
        let raw = scores.subtractingRow(zeros.map { -$0 })
        // As high as the target, or as the converter's range permits with the constants in it.
        let reachesTarget = abs(percentile(scores.elements) - 2) < 0.25
        let fillsRange = abs(percentile(raw.elements) - 0.9 * 8) < 0.4 && percentile(scores.elements) < 2
        #expect(reachesTarget || fillsRange)
    }

    @Test("leaves the hidden units as they are")
    func hidden() async throws {
        let bench = try await LearningBench()
        var network = try await bench.network(inputs: 12, hidden: [16, 8], classes: 3, calibratedOn: data.samples)
        let gains = network.units.map(\.gain)
        _ = try await calibration.recalibrateHeads(&network, on: data.samples)
        #expect(network.units.map(\.gain) == gains)
        #expect(network.units.allSatisfy { $0.zeros.isEmpty })
    }

    @Test("never drives the converter beyond its range to reach the target")
    func ceiling() async throws {
        let bench = try await LearningBench()
        var network = try await bench.network(inputs: 12, hidden: [16, 8], classes: 3, calibratedOn: data.samples)
        let silent = Matrix<Float>(rows: 64, columns: 12)
        _ = try await calibration.recalibrateHeads(&network, on: silent)
        let circuit = network.heads[0].circuit
        #expect(circuit.gain.isFinite && circuit.descriptor.converter.gain.contains(circuit.gain))
        let range = Float(circuit.specification.fullScale.value)
        #expect(circuit.zeros.allSatisfy { abs($0) <= range })
    }
}
