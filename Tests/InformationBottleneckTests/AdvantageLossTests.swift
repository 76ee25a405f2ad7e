import Foundation
import Matrices
import Testing

@testable import InformationBottleneck

@Suite("Advantage-weighted loss")
struct AdvantageLossTests {
    /// Weights between 0 and 4, some of them 0.
    private static func weights(_ count: Int) -> [Double] { (0..<count).map { Double($0 * 7 % 11) * 0.4 } }

    /// The definition, element by element.
    private func information(
        _ outputs: Matrix<Double>, _ labels: [Int], _ w: [Double], squaredWidth: Double
    ) -> Double {
        let n = outputs.rows
        let means = outputs.columnMeans()
        let u = (0..<n).map { i in
            let centred = zip(outputs.row(i), means).map { $0 - $1 }
            let length = centred.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return centred.map { $0 / length }
        }
        var (aa, bb, pp) = (0.0, 0.0, 0.0)
        for i in 0..<n {
            for j in 0..<n {
                let distance = zip(u[i], u[j]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                let p = (w[i] * w[j]).squareRoot() / w.reduce(0, +)
                let a = p * exp(-distance / (2 * squaredWidth))
                aa += a * a
                if labels[i] == labels[j] {
                    bb += a * a
                    pp += p * p
                }
            }
        }
        return log2(bb / (aa * pp))
    }

    @Test("the information is that of its definition", arguments: [0.25, 1, 3])
    func definition(squaredWidth: Double) throws {
        let batch = Batch(count: 23, width: 4, classes: 2)
        let weights = Self.weights(23)
        let value = try AdvantageLoss(squaredWidth: squaredWidth).differentiate(
            outputs: batch.outputs, labels: batch.labels, weights: weights)
        let expected = information(batch.outputs, batch.labels, weights, squaredWidth: squaredWidth)
        #expect(abs(value.information - expected) < 1e-12)
        #expect(value.loss == -value.information)
    }

    @Test("the gradient agrees with central differences to 1e-6", arguments: [2, 3], [0.5, 1])
    func centralDifferences(classes: Int, squaredWidth: Double) throws {
        let batch = Batch(count: 13, width: 3, classes: classes, clipped: false)
        let weights = Self.weights(13)
        let loss = try AdvantageLoss(squaredWidth: squaredWidth)
        let step = 1e-3
        var expected = Matrix<Double>(rows: 13, columns: 3)
        for i in 0..<13 {
            for j in 0..<3 {
                func value(_ offset: Double) throws -> Double {
                    var moved = batch.outputs
                    moved[i, j] += offset * step
                    return try loss.differentiate(outputs: moved, labels: batch.labels, weights: weights).loss
                }
                let near = try value(1) - value(-1)
                let far = try value(2) - value(-2)
                expected[i, j] = (8 * near - far) / (12 * step)
            }
        }
        let found = try loss.differentiate(outputs: batch.outputs, labels: batch.labels, weights: weights).gradient
        #expect(relativeDifference(found, expected) < 1e-6)
    }

    @Test("the gradient in float is that in double to 1e-4 on a full batch")
    func precision() throws {
        let batch = Batch(count: 256, width: 32, classes: 2)
        let loss = try AdvantageLoss()
        let weights = Self.weights(256)
        let expected = try loss.differentiate(outputs: batch.outputs, labels: batch.labels, weights: weights)
        let found = try loss.evaluate(outputs: batch.single.outputs, labels: batch.labels, weights: weights)
        #expect(abs(found.loss - expected.loss) < 1e-4)
        #expect(relativeDifference(found.gradient, expected.gradient) < 1e-4)
    }

    @Test("equal weights give the loss without weights, and their unit does not matter")
    func equalWeights() throws {
        let batch = Batch(count: 30, width: 4, classes: 2)
        let unweighted = try TwoViewLoss().differentiate(outputs: batch.outputs, samples: batch.labels)
        for weight in [0.2, 1, 50] {
            let value = try AdvantageLoss().differentiate(
                outputs: batch.outputs, labels: batch.labels, weights: [Double](repeating: weight, count: 30))
            #expect(abs(value.loss - unweighted.loss) < 1e-10)
            #expect(relativeDifference(value.gradient, unweighted.gradient) < 1e-10)
        }
    }

    @Test("a sample without weight is as good as absent but for the mean")
    func silentSamples() throws {
        let batch = Batch(count: 20, width: 4, classes: 2)
        var weights = [Double](repeating: 1, count: 20)
        weights[3] = 0
        let loss = try AdvantageLoss()
        let value = try loss.differentiate(outputs: batch.outputs, labels: batch.labels, weights: weights)
        var flipped = batch.labels
        flipped[3] = 1 - flipped[3]
        let same = try loss.differentiate(outputs: batch.outputs, labels: flipped, weights: weights)
        #expect(abs(value.loss - same.loss) < 1e-12)
        #expect(relativeDifference(value.gradient, same.gradient) < 1e-10)
    }

    @Test("no weight at all, a single label, a dead unit and a batch of one say nothing")
    func degenerate() throws {
        let loss = try AdvantageLoss()
        let outputs = Batch(count: 8, width: 3).single.outputs
        let two = [0, 1, 0, 1, 0, 1, 0, 1]
        let ones = [Double](repeating: 1, count: 8)
        for (outputs, labels, weights) in [
            (outputs, two, [Double](repeating: 0, count: 8)), (outputs, [Int](repeating: 1, count: 8), ones),
            (Matrix<Float>(rows: 8, columns: 3, repeating: 0.3), two, ones),
            (Matrix<Float>([[0.1, 0.2]]), [1], [2]),
        ] {
            let value = try loss.evaluate(outputs: outputs, labels: labels, weights: weights)
            #expect(abs(value.information) < 1e-9)
            #expect(value.gradient.elements.allSatisfy { $0 == 0 })
        }
    }

    @Test("NaN, negative weights and counts that differ are refused")
    func refusals() throws {
        let loss = try AdvantageLoss()
        let outputs = Batch(count: 4, width: 2).single.outputs
        let labels = [0, 1, 0, 1]
        for weights in [[1, 1, .nan, 1], [1, -1, 1, 1], [1, .infinity, 1, 1], [1, 1, 1]] {
            #expect(throws: InformationError.self) {
                try loss.evaluate(outputs: outputs, labels: labels, weights: weights)
            }
        }
        var broken = outputs
        broken[2, 1] = .nan
        #expect(throws: InformationError.notFinite(name: "outputs", row: 2, column: 1)) {
            try loss.evaluate(outputs: broken, labels: labels, weights: [1, 1, 1, 1])
        }
        #expect(throws: InformationError.self) {
            try loss.evaluate(outputs: outputs, labels: [0, 1], weights: [1, 1, 1, 1])
        }
        #expect(throws: InformationError.self) { try AdvantageLoss(squaredWidth: 0) }
    }
}
