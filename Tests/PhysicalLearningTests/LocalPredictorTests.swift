import Foundation
import Matrices
import RandomStreams
import Testing

@testable import PhysicalLearning

@Suite("Local predictor")
struct LocalPredictorTests {
    private static let clusters = Clusters(count: 96, seed: 4)

    private func predictor(steps: Int = 100) -> LocalPredictor {
        LocalPredictor(
            outputs: 12, classes: 3, settings: PredictorSettings(), steps: steps, unit: PulseOptimizer.Settings())
    }

    @Test("learns to tell the classes apart, from nothing: one bit a factor of two")
    func learns() {
        var predictor = predictor()
        var bits: [Double] = []
        for _ in 0..<100 { bits.append(predictor.learn(Self.clusters.samples, labels: Self.clusters.labels).bits) }
        #expect(abs(bits[0] - log2(3)) < 1e-5)
        #expect(bits[99] < 1)
    }

    @Test("the slope at the outputs is that of the cross-entropy")
    func slope() {
        var taught = predictor()
        for _ in 0..<30 { _ = taught.learn(Self.clusters.samples, labels: Self.clusters.labels) }
        func nats(_ samples: Matrix<Float>) -> (Double, Matrix<Float>) {
            var copy = taught
            let value = copy.learn(samples, labels: Self.clusters.labels)
            return (value.bits * log(2), value.gradient)
        }
        let gradient = nats(Self.clusters.samples).1
        var stream = RandomStream(seed: 1, name: "direction")
        let direction = stream.normal(Self.clusters.samples.elements.count)
        func along(_ step: Float) -> Double {
            let moved = zip(Self.clusters.samples.elements, direction).map { $0 + step * $1 }
            return nats(Matrix(rows: 96, columns: 12, elements: moved)).0
        }
        let expected = zip(gradient.elements, direction).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        let found = (along(0.01) - along(-0.01)) / 0.02
        #expect(abs(found - expected) < 0.01 * abs(expected))
    }

    @Test("goes on from a kept state as if it had never stopped")
    func resumes() throws {
        var first = predictor()
        for _ in 0..<5 { _ = first.learn(Self.clusters.samples, labels: Self.clusters.labels) }
        var second = predictor()
        try second.restore(first.state)
        let expected = first.learn(Self.clusters.samples, labels: Self.clusters.labels)
        let found = second.learn(Self.clusters.samples, labels: Self.clusters.labels)
        #expect(found.bits == expected.bits && found.gradient == expected.gradient)
        var other = LocalPredictor(
            outputs: 5, classes: 3, settings: PredictorSettings(), steps: 9, unit: PulseOptimizer.Settings())
        #expect(throws: TrainerError.self) { try other.restore(first.state) }
    }

    @Test("a blend takes both slopes at length 1, and one of no length adds nothing")
    func blends() {
        let own = Matrix<Float>([[3, 0], [0, 4]])
        let other = Matrix<Float>([[0, 2], [0, 0]])
        let blend = own.blended(with: other, weight: 0.5).elements
        for (found, expected) in zip(blend, [0.6, 0.5, 0, 0.8] as [Float]) { #expect(abs(found - expected) < 1e-6) }
        let nothing = Matrix<Float>(rows: 2, columns: 2)
        #expect(nothing.blended(with: other, weight: 1).elements == [0, 1, 0, 0])
        #expect(nothing.blended(with: nothing, weight: 1) == nothing)
    }
}
