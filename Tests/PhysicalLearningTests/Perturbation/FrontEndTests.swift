import InformationBottleneck
import Matrices
import PhysicalDevices
import Testing

@testable import PhysicalLearning

@Suite("Front ends")
struct FrontEndTests {
    private static let training = Clusters(count: 512, seed: 1)
    private static let test = Clusters(count: 300, seed: 2)

    @Test("calibration puts the mean feature at a fifth of full scale")
    func exposure() async throws {
        let bench = try await OpticsLearningBench()
        let network = try await bench.layeredNetwork(calibratedOn: Self.training.samples)
        let features = try await #require(network.units[0].frontEnd).forward(Self.training.samples)
        let means = features.columnMeans()
        #expect(abs(means.reduce(0, +) / Float(means.count) - 0.2) < 0.01)
    }

    @Test("what stands in a unit's record is what the camera measured, not what was shown")
    func record() async throws {
        let bench = try await OpticsLearningBench()
        let network = try await bench.layeredNetwork(calibratedOn: Self.training.samples)
        let record = try await network.units[0].forward(Self.test.samples)
        #expect(record.inputs.columns == 24 && record.outputs.columns == 8)
        let mean = record.inputs.columnMeans().reduce(0, +) / 24
        #expect(abs(mean - 0.2) < 0.02)
    }

    @Test("a unit behind unknown optics learns by its local loss, and learns again after the optics have moved")
    func learns() async throws {
        let bench = try await OpticsLearningBench()
        let network = try await bench.layeredNetwork(calibratedOn: Self.training.samples)
        let before = try await accuracy(network)
        try await train(network, bench, batches: 80)
        let trained = try await accuracy(network)
        await bench.rig.drift(toCorrelation: 0)
        let moved = try await accuracy(network)
        try await train(network, bench, batches: 80)
        let again = try await accuracy(network)
        #expect(before < 0.6 && moved < trained - 0.1)
        #expect(trained > 0.85 && again > 0.85, "\(before) \(trained) \(moved) \(again)")
    }

    @Test("a front end that does not fit its device is refused")
    func refused() async throws {
        let bench = try await OpticsLearningBench()
        for (tile, inputs, features) in [(4, 12, 24), (0, 17, 24), (0, 12, 25)] {
            await #expect(throws: PlacementError.self) {
                _ = try await bench.frontEnd(tile: tile, inputs: inputs, features: features)
            }
        }
    }

    private func train(_ network: Network, _ bench: OpticsLearningBench, batches: Int) async throws {
        var trainer = PIBTrainer(
            network: network, losses: [try RenyiLoss()], optimizer: PulseOptimizer.Settings(), steps: batches, seed: 3,
            meter: bench.chip.meter)
        for batch in 0..<batches {
            let (samples, labels) = Self.training.batch(batch)
            _ = try await trainer.step(samples: samples, labels: labels)
        }
    }

    private func accuracy(_ network: Network) async throws -> Double {
        let outputs = try await network.measure(Self.test.samples)
        return HighestScore().accuracy(outputs.scores[0], labels: Self.test.labels)
    }
}

extension Clusters {
    /// Batch number `index` of `count` samples.
    func batch(_ index: Int, count: Int = 48) -> (samples: Matrix<Float>, labels: [Int]) {
        let rows = (0..<count).map { (index * count + $0) % labels.count }
        return (samples.selectingRows(rows), rows.map { labels[$0] })
    }
}
