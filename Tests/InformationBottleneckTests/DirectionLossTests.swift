import Foundation
import Matrices
import Testing

@testable import InformationBottleneck

/// A loss without labels that the tests evaluate in either precision.
enum DirectionLossCase: Sendable, CaseIterable {
    case twoViews
    case twoViewsWide
    case inputKernel

    func differentiate<Scalar: DirectionScalar>(
        _ outputs: Matrix<Scalar>, _ inputs: Matrix<Scalar>, _ sources: [Int]
    ) throws -> DifferentiatedLoss<Scalar> {
        switch self {
        case .twoViews: try TwoViewLoss().differentiate(outputs: outputs, samples: sources)
        case .twoViewsWide: try TwoViewLoss(squaredWidth: 3).differentiate(outputs: outputs, samples: sources)
        case .inputKernel: try InputKernelLoss().differentiate(outputs: outputs, inputs: inputs)
        }
    }
}

@Suite("Losses without labels")
struct DirectionLossTests {
    private static let pairs = (0..<14).map { $0 / 2 }
    private static let mixed = [4, 0, 2, 0, 4, 1, 3, 2, 1, 3, 5, 6, 6, 5]

    /// Fourth-order central differences of the loss by every output.
    private func differences(
        _ loss: DirectionLossCase, _ outputs: Matrix<Double>, _ inputs: Matrix<Double>, _ sources: [Int]
    ) throws -> Matrix<Double> {
        let step = 1e-3
        var gradient = Matrix<Double>(rows: outputs.rows, columns: outputs.columns)
        for i in 0..<outputs.rows {
            for j in 0..<outputs.columns {
                func value(_ offset: Double) throws -> Double {
                    var moved = outputs
                    moved[i, j] += offset * step
                    return try loss.differentiate(moved, inputs, sources).loss
                }
                gradient[i, j] = try (8 * (value(1) - value(-1)) - (value(2) - value(-2))) / (12 * step)
            }
        }
        return gradient
    }

    @Test(
        "the gradient agrees with central differences to 1e-6, through the mean and the lengths",
        arguments: DirectionLossCase.allCases, [pairs, mixed])
    func centralDifferences(loss: DirectionLossCase, sources: [Int]) throws {
        let batch = Batch(count: 14, width: 5, clipped: false)
        let gradient = try loss.differentiate(batch.outputs, batch.inputs, sources).gradient
        let expected = try differences(loss, batch.outputs, batch.inputs, sources)
        #expect(relativeDifference(gradient, expected) < 1e-6)
        #expect(expected.elements.contains { abs($0) > 1e-3 })
    }

    @Test("the gradient in float is that in double to 1e-4 on a full batch", arguments: DirectionLossCase.allCases)
    func precision(loss: DirectionLossCase) throws {
        let batch = Batch(count: 256, width: 70, inputWidth: 40)
        let single = batch.single
        let sources = (0..<256).map { $0 / 2 }
        let expected = try loss.differentiate(batch.outputs, batch.inputs, sources)
        let found = try loss.differentiate(single.outputs, single.inputs, sources)
        #expect(abs(found.loss - expected.loss) < 1e-4)
        #expect(relativeDifference(found.gradient, expected.gradient) < 1e-4)
    }

    @Test("the information is the formula of the matrices A = K o P, B = A o K_Y, written out")
    func writtenOut() throws {
        let batch = Batch(count: 8, width: 3, clipped: false)
        let sources = [0, 1, 2, 3, 0, 1, 2, 3]
        let means = batch.outputs.columnMeans()
        let directions = (0..<8).map { row -> [Double] in
            let centred = zip(batch.outputs.row(row), means).map { $0 - $1 }
            let length = centred.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return centred.map { $0 / length }
        }
        var (a, b, p) = (0.0, 0.0, 0.0)
        for i in 0..<8 {
            for j in 0..<8 {
                let squared = zip(directions[i], directions[j]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                let element = exp(-squared / 2) / 8
                let same = sources[i] == sources[j] ? 1.0 : 0.0
                a += element * element
                b += element * element * same
                p += same / 64
            }
        }
        let value = try TwoViewLoss().differentiate(outputs: batch.outputs, samples: sources)
        #expect(abs(value.information - log2(b / (a * p))) < 1e-12)
        #expect(value.loss == -value.information)
    }

    @Test("an offset or another unit of the outputs changes nothing but the gradient's scale")
    func invariance() throws {
        let batch = Batch(count: 14, width: 5, clipped: false)
        let moved = Matrix(rows: 14, columns: 5, elements: batch.outputs.elements.map { 40 * $0 - 7 })
        let loss = try TwoViewLoss()
        let here = try loss.differentiate(outputs: batch.outputs, samples: Self.pairs)
        let there = try loss.differentiate(outputs: moved, samples: Self.pairs)
        #expect(abs(here.loss - there.loss) < 1e-12)
        let scaled = Matrix(rows: 14, columns: 5, elements: there.gradient.elements.map { 40 * $0 })
        #expect(relativeDifference(scaled, here.gradient) < 1e-9)
    }

    @Test("views of one sample that point the same way hold more information than views that do not")
    func pairsCount() throws {
        let outputs = Matrix<Double>([[1, 0], [1, 0.1], [-1, 0], [-1, 0.1], [0, 1], [0.1, 1], [0, -1], [0.1, -1]])
        let loss = try TwoViewLoss()
        let right = try loss.differentiate(outputs: outputs, samples: [0, 0, 1, 1, 2, 2, 3, 3])
        let wrong = try loss.differentiate(outputs: outputs, samples: [0, 1, 1, 2, 2, 3, 3, 0])
        #expect(right.information > wrong.information + 0.2)
    }

    @Test("a dead unit says nothing and is not moved", arguments: [0, 0.1, -37.3] as [Float])
    func deadUnit(level: Float) throws {
        let outputs = Matrix<Float>(rows: 6, columns: 3, repeating: level)
        let inputs: Matrix<Float> = Batch(count: 6, width: 2).inputs.converted()
        for loss in [try TwoViewLoss(), try InputKernelLoss()] as [any LocalLoss] {
            let value = try loss.evaluate(outputs: outputs, inputs: inputs, labels: [0, 0, 1, 1, 2, 2])
            #expect(abs(value.information) < 1e-9)
            #expect(value.gradient == Matrix(rows: 6, columns: 3))
        }
    }

    @Test("a row on the mean has no direction and gets no gradient of its own; the others do")
    func rowOnMean() throws {
        let outputs = Matrix<Double>([[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1], [0, 0]])
        let value = try TwoViewLoss().differentiate(outputs: outputs, samples: [0, 0, 1, 1, 2, 2])
        #expect(value.gradient.elements.allSatisfy { $0.isFinite })
        #expect(value.gradient.row(0) == value.gradient.row(5))
        #expect(value.gradient.elements.contains { abs($0) > 1e-3 })
    }

    @Test("a batch of one, or of views of one sample alone, says nothing")
    func oneSample() throws {
        let batch = Batch(count: 6, width: 3).single
        for rows in [1, 6] {
            let value = try TwoViewLoss().evaluate(
                outputs: batch.outputs.rows(0..<rows), inputs: batch.inputs, labels: [Int](repeating: 4, count: rows))
            #expect(abs(value.information) < 1e-6)
            #expect(value.gradient.elements.allSatisfy { abs($0) < 1e-6 })
        }
    }

    @Test("what is not finite is refused with its place", arguments: [Float.nan, .infinity])
    func notFinite(value: Float) throws {
        var outputs = Batch(count: 4, width: 3).single.outputs
        let inputs = Batch(count: 4, width: 3).single.inputs
        outputs[2, 1] = value
        for loss in [try TwoViewLoss(), try InputKernelLoss()] as [any LocalLoss] {
            #expect(throws: InformationError.notFinite(name: "outputs", row: 2, column: 1)) {
                try loss.evaluate(outputs: outputs, inputs: inputs, labels: [0, 0, 1, 1])
            }
        }
    }

    @Test("empty batches, wrong counts and widths out of range are refused")
    func refusals() throws {
        let batch = Batch(count: 4, width: 3).single
        #expect(throws: InformationError.emptyBatch(name: "outputs")) {
            try TwoViewLoss().evaluate(
                outputs: Matrix(rows: 0, columns: 3), inputs: Matrix(rows: 0, columns: 3), labels: [])
        }
        #expect(throws: InformationError.differentSampleCounts(name: "views", count: 3, expected: 4)) {
            try TwoViewLoss().evaluate(outputs: batch.outputs, inputs: batch.inputs, labels: [0, 0, 1])
        }
        #expect(throws: InformationError.differentSampleCounts(name: "inputs", count: 2, expected: 4)) {
            try InputKernelLoss().evaluate(outputs: batch.outputs, inputs: batch.inputs.rows(0..<2), labels: [])
        }
        #expect(throws: InformationError.self) { try TwoViewLoss(squaredWidth: 0) }
        #expect(throws: InformationError.self) { try InputKernelLoss(inputSquaredWidth: .nan) }
    }
}
