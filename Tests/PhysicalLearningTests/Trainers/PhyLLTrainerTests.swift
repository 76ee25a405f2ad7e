import Foundation
import Matrices
import RandomStreams
import Testing

@testable import PhysicalLearning

@Suite("PhyLL trainer")
struct PhyLLTrainerTests {
    private func trainer(_ bench: TrainerBench, steps: Int) throws -> PhyLLTrainer {
        try PhyLLTrainer(
            network: bench.network, classes: 3, optimizer: .init(), steps: steps, seed: 3, meter: bench.meter)
    }

    @Test("learns to tell true labels from wrong ones, at two measurements a sample")
    func learns() async throws {
        let bench = try await TrainerBench()
        var trainer = try trainer(bench, steps: 150)
        let before = try await bench.accuracy(trainer)
        let reports = try await bench.train(&trainer, batches: 150)
        #expect(try await bench.accuracy(trainer) > max(0.7, before))
        #expect(reports.allSatisfy { $0.measurements == 2 * TrainerBench.batch && $0.heads.isEmpty })
    }

    @Test("a prediction takes one pass for every class")
    func prediction() async throws {
        let bench = try await TrainerBench()
        let prediction = try await trainer(bench, steps: 1).predict(TrainerBench.test.samples)
        #expect(prediction.measurements == 3 * TrainerBench.test.labels.count)
        #expect(prediction.scores.columns == 3)
        #expect(PhyLLTrainer.ownReadOut == "goodness")
    }

    @Test("refuses one class, and a label that leaves no input")
    func refusals() {
        #expect(throws: TrainerError.self) { try PhyLLTrainer.check(classes: 1, inputs: 12) }
        #expect(throws: TrainerError.self) { try PhyLLTrainer.check(classes: 12, inputs: 12) }
        #expect(throws: Never.self) { try PhyLLTrainer.check(classes: 11, inputs: 12) }
    }

    @Test("a label goes before samples that leave room for it")
    func room() async throws {
        let bench = try await TrainerBench()
        let narrow = TrainerBench.training.samples.columns(3..<12)
        var trainer = try trainer(bench, steps: 150)
        for _ in 0..<2 {
            let report = try await trainer.step(
                samples: narrow.rows(0..<48), labels: Array(TrainerBench.training.labels[..<48]))
            #expect(report.pulses > 0)
        }
        let whole = try await trainer.predict(TrainerBench.test.samples).scores
        let apart = try await trainer.predict(TrainerBench.test.samples.columns(3..<12)).scores
        #expect(whole.distance(apart) < 0.2)
    }

    @Test("the gradient of the loss is its central difference")
    func gradient() {
        var stream = RandomStream(seed: 7, name: "test")
        let goodness = CosineGoodness(direction: stream.normal(5))
        // Away from zero, where the magnitude has a kink.
        let outputs = Matrix(rows: 6, columns: 5, elements: stream.normal(30).map { $0 + ($0 < 0 ? -0.2 : 0.2) })
        func loss(_ outputs: Matrix<Float>) -> Double {
            let g = goodness(outputs)
            let terms = (0..<3).map { (row: Int) -> Double in
                let difference = Double(g[row] - g[row + 3])
                return log1p(exp(-4.5 * difference))
            }
            return terms.reduce(0, +) / 3
        }
        let gradient = goodness.lossGradient(outputs, steepness: 4.5)
        for index in 0..<30 {
            var (above, below) = (outputs, outputs)
            above[index / 5, index % 5] += 0.01
            below[index / 5, index % 5] -= 0.01
            let slope = (loss(above) - loss(below)) / 0.02
            #expect(abs(slope - Double(gradient[index / 5, index % 5])) < 2e-3)
        }
    }

    @Test("outputs that are all zero have no goodness and no gradient")
    func silent() {
        let goodness = CosineGoodness(direction: [1, 2, 3])
        let outputs = Matrix<Float>(rows: 4, columns: 3)
        #expect(goodness(outputs) == [0, 0, 0, 0])
        #expect(goodness.lossGradient(outputs, steepness: 4.5).elements.allSatisfy { $0 == 0 })
    }
}
