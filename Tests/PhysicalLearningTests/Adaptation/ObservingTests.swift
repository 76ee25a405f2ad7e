import InformationBottleneck
import Matrices
import Testing

@testable import PhysicalLearning

@Suite("Watching without learning")
struct ObservingTests {
    @Test("shows the information of every unit and the heads' loss, and pulses nothing")
    func observes() async throws {
        let data = Clusters(count: 128, seed: 4)
        let bench = try await LearningBench()
        let network = try await bench.network(inputs: 12, hidden: [16, 8], classes: 3, calibratedOn: data.samples)
        let before = try await network.units[0].conductances()
        let trainer = PIBTrainer(
            network: network, losses: [try RenyiLoss(alpha: 0.5, width: 1, beta: 0), try RenyiLoss(alpha: 0.5, width: 1, beta: 0)],
            optimizer: PulseOptimizer.Settings(), steps: 10, seed: 1, meter: bench.meter)
        let report = try await trainer.observe(samples: data.samples, labels: data.labels)
        #expect(report.pulses == 0)
        #expect(report.units.map(\.unit) == ["hidden1", "hidden2"])
        #expect(report.units.allSatisfy { ($0.information ?? 0) > 0 })
        #expect(report.heads[0].loss > 0)
        let after = try await network.units[0].conductances()
        #expect(before == after)
    }
}
