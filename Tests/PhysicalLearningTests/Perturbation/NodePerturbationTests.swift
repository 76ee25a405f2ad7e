import InformationBottleneck
import Matrices
import RandomStreams
import Testing

@testable import PhysicalLearning

@Suite("Training by perturbed nodes")
struct NodePerturbationTests {
    private static let training = Clusters(count: 512, seed: 1)

    @Test("learns without a slope of activation or loss")
    func learns() async throws {
        let bench = try await LearningBench()
        let network = try await bench.network(
            inputs: 12, hidden: [4], classes: 3, calibratedOn: Self.training.samples)
        var trainer = NodePerturbationTrainer(
            network: network, losses: [try AlignmentLoss()], optimizer: PulseOptimizer.Settings(), steps: 400, seed: 3,
            meter: bench.meter)
        var information: [Double] = []
        for batch in 0..<400 {
            let (samples, labels) = Self.training.batch(batch)
            let report = try await trainer.step(samples: samples, labels: labels)
            #expect(report.measurements == 96)
            information.append(report.units[0].information ?? 0)
        }
        let first = information.prefix(20).reduce(0, +) / 20
        let last = information.suffix(20).reduce(0, +) / 20
        #expect(last > first + 0.05, "\(first) to \(last)")
    }
}
