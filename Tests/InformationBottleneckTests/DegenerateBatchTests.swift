import Foundation
import Matrices
import Testing

@testable import InformationBottleneck

@Suite("Degenerate batches")
struct DegenerateBatchTests {
    private static let losses: [LossCase] = [
        .renyi(alpha: 0.5), .renyi(alpha: 1), .renyi(alpha: 2), .renyi(alpha: 0.5, beta: 0.2),
        .renyi(alpha: 2, beta: 0.2), .logDeterminant(), .logDeterminant(beta: -0.1), .alignment(),
        .alignment(beta: 0.1),
    ]
    private static let bounded = losses.filter { if case .logDeterminant = $0 { false } else { true } }
    private static let strange: [Float] = [.nan, .infinity, -.infinity, .greatestFiniteMagnitude, 1e20]

    private func evaluate(_ loss: LossCase, _ outputs: Matrix<Float>, _ labels: [Int]) throws -> LocalLossValue {
        let inputs: Matrix<Float> = Batch(count: outputs.rows, width: 2).inputs.converted()
        return try loss.loss().evaluate(outputs: outputs, inputs: inputs, labels: labels)
    }

    @Test("a dead unit, at any level, says nothing and is not moved", arguments: bounded, [0, 0.1, 1, -37.3] as [Float])
    func deadUnit(loss: LossCase, level: Float) throws {
        let value = try evaluate(loss, Matrix(rows: 7, columns: 3, repeating: level), [0, 1, 2, 0, 1, 2, 0])
        #expect(abs(value.loss) < 1e-9 && abs(value.information) < 1e-9)
        #expect(value.gradient == Matrix(rows: 7, columns: 3))
    }

    @Test("the log-determinant information of a dead unit is that of a Gram matrix of ones")
    func deadUnitLogDeterminant() throws {
        let value = try evaluate(.logDeterminant(), Matrix(rows: 4, columns: 3, repeating: 0.5), [0, 0, 1, 1])
        // eps Id + 11^T of order m: eigenvalues eps (m - 1 times) and eps + m.
        let expected = (3 * log2(0.1) + log2(4.1) - 2 * (log2(0.1) + log2(2.1))) / 4
        #expect(abs(value.information - expected) < 1e-12)
        #expect(value.gradient == Matrix(rows: 4, columns: 3))
    }

    @Test("a batch of one says nothing", arguments: losses)
    func batchOfOne(loss: LossCase) throws {
        let value = try evaluate(loss, Matrix([[0.2, 0.7]]), [3])
        #expect(abs(value.loss) < 1e-12 && abs(value.information) < 1e-12)
        #expect(value.gradient == Matrix(rows: 1, columns: 2))
    }

    @Test("a single class gives no information about labels", arguments: losses)
    func singleClass(loss: LossCase) throws {
        let batch = Batch(count: 20, width: 4)
        let value = try evaluate(loss, batch.single.outputs, [Int](repeating: 5, count: 20))
        #expect(abs(value.information) < 1e-9)
        #expect(value.gradient.elements.allSatisfy { $0.isFinite })
    }

    @Test("a single class without inputs leaves the gradient at zero", arguments: losses.filter { $0.beta == 0 })
    func singleClassGradient(loss: LossCase) throws {
        let value = try evaluate(loss, Batch(count: 20, width: 4).single.outputs, [Int](repeating: 5, count: 20))
        #expect(value.gradient.elements.allSatisfy { abs($0) < 1e-6 })
    }

    @Test("every sample a class of its own is finite", arguments: losses)
    func allClassesDiffer(loss: LossCase) throws {
        let value = try evaluate(loss, Batch(count: 20, width: 4).single.outputs, Array(0..<20))
        #expect(value.loss.isFinite && value.gradient.elements.allSatisfy { $0.isFinite })
    }

    @Test("two equal samples among others are finite", arguments: losses)
    func duplicates(loss: LossCase) throws {
        let batch = Batch(count: 12, width: 4)
        let doubled = batch.single.outputs.selectingRows((0..<24).map { $0 / 2 })
        let value = try evaluate(loss, doubled, (0..<24).map { batch.labels[$0 / 2] })
        #expect(value.loss.isFinite && value.gradient.elements.allSatisfy { $0.isFinite })
    }

    @Test("tiny and large outputs within the range give finite gradients", arguments: losses, [1e-13, 1e13] as [Float])
    func extremeScales(loss: LossCase, scale: Float) throws {
        let batch = Batch(count: 16, width: 4)
        let outputs = Matrix(rows: 16, columns: 4, elements: batch.single.outputs.elements.map { $0 * scale })
        let value = try evaluate(loss, outputs, batch.labels)
        let plain = try evaluate(loss, batch.single.outputs, batch.labels)
        #expect(abs(value.loss - plain.loss) < 1e-4)
        let back = Matrix(rows: 16, columns: 4, elements: value.gradient.elements.map { $0 * scale })
        #expect(relativeDifference(back, plain.gradient) < 1e-3)
    }

    @Test("outputs that are not finite, or too large, are refused with their place", arguments: losses, strange)
    func notFinite(loss: LossCase, value: Float) throws {
        let batch = Batch(count: 16, width: 4)
        var outputs = batch.single.outputs
        outputs[5, 2] = value
        let expected: InformationError =
            value.isFinite ? .spreadTooLarge(name: "outputs") : .notFinite(name: "outputs", row: 5, column: 2)
        #expect(throws: expected) { try evaluate(loss, outputs, batch.labels) }
    }

    @Test("inputs that are not finite are refused where they are read")
    func inputsNotFinite() throws {
        let batch = Batch(count: 16, width: 4)
        var inputs = batch.single.inputs
        inputs[15, 0] = .nan
        let loss = try RenyiLoss(beta: 0.1)
        #expect(throws: InformationError.notFinite(name: "inputs", row: 15, column: 0)) {
            try loss.evaluate(outputs: batch.single.outputs, inputs: inputs, labels: batch.labels)
        }
    }

    @Test("empty batches and counts that differ are refused", arguments: losses)
    func counts(loss: LossCase) throws {
        let four = Matrix<Float>(rows: 4, columns: 2)
        #expect(throws: InformationError.emptyBatch(name: "outputs")) {
            try evaluate(loss, Matrix(rows: 0, columns: 2), [])
        }
        #expect(throws: InformationError.emptyBatch(name: "outputs")) {
            try evaluate(loss, Matrix(rows: 4, columns: 0), [0, 1, 0, 1])
        }
        #expect(throws: InformationError.differentSampleCounts(name: "labels", count: 3, expected: 4)) {
            try evaluate(loss, four, [0, 1, 2])
        }
        #expect(throws: InformationError.differentSampleCounts(name: "inputs", count: 3, expected: 4)) {
            try RenyiLoss(beta: 0.1)
                .evaluate(outputs: four, inputs: Matrix(rows: 3, columns: 2), labels: [0, 1, 0, 1])
        }
    }
}

extension LossCase {
    var beta: Double {
        switch self {
        case .renyi(_, _, let beta), .logDeterminant(_, _, let beta), .alignment(_, let beta): beta
        }
    }
}
