import InformationBottleneck
import Matrices
import PhysicalDevices
import RandomStreams
import Testing

@testable import PhysicalLearning

@Suite("PIB trainer")
struct PIBTrainerTests {
    private static let training = Clusters(count: 512, seed: 1)
    private static let test = Clusters(count: 300, seed: 2)

    private func train(
        _ network: Network, bench: LearningBench, batches: Int, loss: any LocalLoss
    ) async throws -> (reports: [BatchReport], network: Network) {
        var trainer = PIBTrainer(
            network: network, losses: network.units.map { _ in loss }, optimizer: PulseOptimizer.Settings(),
            steps: batches, seed: 3, meter: bench.meter)
        var reports: [BatchReport] = []
        for batch in 0..<batches {
            let rows = (0..<48).map { (batch * 48 + $0) % Self.training.labels.count }
            reports.append(
                try await trainer.step(
                    samples: Self.training.samples.selectingRows(rows), labels: rows.map { Self.training.labels[$0] }))
        }
        return (reports, trainer.network)
    }

    private func accuracy(_ network: Network) async throws -> Double {
        let outputs = try await network.measure(Self.test.samples)
        return HighestScore().accuracy(outputs.scores[0], labels: Self.test.labels)
    }

    private func trained(seed: UInt64) async throws -> (reports: [BatchReport], network: Network) {
        let bench = try await LearningBench(seed: seed)
        let network = try await bench.network(
            inputs: 12, hidden: [16, 8], classes: 3, calibratedOn: Self.training.samples)
        return try await train(network, bench: bench, batches: 60, loss: try RenyiLoss())
    }

    @Test("learns from local losses: information and accuracy rise, for every loss",
        arguments: ["renyi", "log-det", "cka"])
    func learns(loss name: String) async throws {
        let loss: any LocalLoss =
            switch name {
            case "renyi": try RenyiLoss()
            case "log-det": try LogDeterminantLoss()
            default: try AlignmentLoss()
            }
        let bench = try await LearningBench()
        let network = try await bench.network(
            inputs: 12, hidden: [16, 8], classes: 3, calibratedOn: Self.training.samples)
        let before = try await accuracy(network)
        let (reports, after) = try await train(network, bench: bench, batches: 60, loss: loss)
        #expect(before < 0.6)
        #expect(try await accuracy(after) > 0.9)
        for unit in 0..<2 {
            let first = reports[..<5].compactMap { $0.units[unit].information }.reduce(0, +)
            let last = reports[55...].compactMap { $0.units[unit].information }.reduce(0, +)
            #expect(last > first)
        }
    }

    @Test("the same seed gives the same run bit for bit, though units learn at the same time")
    func reproducible() async throws {
        let first = try await trained(seed: 5)
        let second = try await trained(seed: 5)
        let other = try await trained(seed: 6)
        #expect(first.reports == second.reports)
        #expect(first.reports != other.reports)
    }

    @Test("needs no read-back: it trains on a device whose conductances cannot be read")
    func blind() async throws {
        let bench = try await LearningBench()
        let blind = BlindDevice(bench.chip)
        let gate = try await SafetyGate(device: blind, envelope: SafetyEnvelope(spanning: blind.descriptor))
        let units = [UnitSpecification.test(name: "hidden1", inputs: 12, outputs: 8)]
        let circuits = zip(units, try Placement.place(units, on: bench.descriptor.array)).map {
            UnitCircuit(
                specification: $0, placement: $1, gate: gate, descriptor: blind.descriptor, meter: bench.meter)
        }
        let network = Network(units: circuits, heads: [])
        let (reports, after) = try await train(network, bench: bench, batches: 2, loss: try RenyiLoss())
        #expect(reports.allSatisfy { $0.pulses > 0 })
        await #expect(throws: DeviceError.self) { _ = try await after.units[0].conductances() }
        #expect(PIBTrainer.needs == .forwardOnly)
    }

    @Test("a unit spread over several tiles computes what it computes on one, but for the converters")
    func tiles() async throws {
        let whole = try await LearningBench(rows: 32, columns: 64)
        let split = try await LearningBench(rows: 5, columns: 12)
        for bench in [whole, split] {
            let network = try await bench.network(
                inputs: 12, hidden: [16, 8], classes: 3, calibratedOn: Self.training.samples)
            let (_, after) = try await train(network, bench: bench, batches: 60, loss: try RenyiLoss())
            #expect(try await accuracy(after) > 0.9)
        }
    }

    @Test("random units stay as they are and only the head learns")
    func randomUnits() async throws {
        let bench = try await LearningBench()
        let network = try await bench.network(
            inputs: 12, hidden: [16, 8], classes: 3, calibratedOn: Self.training.samples)
        let before = try await network.units[0].conductances()
        let head = try await network.heads[0].circuit.conductances()
        var trainer = RandomUnitsTrainer(
            network: network, optimizer: PulseOptimizer.Settings(), steps: 10, seed: 3, meter: bench.meter)
        for _ in 0..<10 {
            let report = try await trainer.step(
                samples: Self.training.samples.rows(0..<48), labels: Array(Self.training.labels[..<48]))
            #expect(report.units.allSatisfy { $0.pulses == 0 && $0.information == nil })
        }
        #expect(try await trainer.network.units[0].conductances() == before)
        #expect(try await trainer.network.heads[0].circuit.conductances() != head)
    }
}
