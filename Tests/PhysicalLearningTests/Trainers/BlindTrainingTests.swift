import InformationBottleneck
import Matrices
import PhysicalDevices
import Testing

@testable import PhysicalLearning

/// What "none may see what its method forbids" means: these methods train where a cell cannot be read at all.
@Suite("Training on a device that cannot be read")
struct BlindTrainingTests {
    enum Method: String, CaseIterable {
        case pib, dfa, pgt, phyll
        case randomUnits = "random-units"
    }

    private func trainer(_ method: Method, _ bench: TrainerBench) throws -> any Trainer {
        let (network, meter, settings) = (bench.network, bench.meter, PulseOptimizer.Settings())
        return switch method {
        case .pib:
            PIBTrainer(
                network: network, losses: try network.units.map { _ in try RenyiLoss() }, optimizer: settings,
                steps: 5, seed: 3, meter: meter)
        case .dfa: DFATrainer(network: network, optimizer: settings, steps: 5, seed: 3, meter: meter)
        case .pgt: PGTTrainer(network: network, optimizer: settings, steps: 5, seed: 3, meter: meter)
        case .phyll:
            try PhyLLTrainer(network: network, classes: 3, optimizer: settings, steps: 5, seed: 3, meter: meter)
        case .randomUnits:
            RandomUnitsTrainer(network: network, optimizer: settings, steps: 5, seed: 3, meter: meter)
        }
    }

    @Test("PIB, DFA, PGT, PhyLL and random units train there, and their needs say so", arguments: Method.allCases)
    func trains(_ method: Method) async throws {
        let bench = try await TrainerBench(blind: true)
        await #expect(throws: DeviceError.self) { _ = try await bench.firstCells() }
        var trainer = try trainer(method, bench)
        for _ in 0..<5 {
            let report = try await trainer.step(
                samples: TrainerBench.training.samples.rows(0..<48), labels: Array(TrainerBench.training.labels[..<48]))
            #expect(report.pulses > 0 && report.cellsRead == 0)
        }
        let needs = type(of: trainer).needs
        #expect(needs.readBack == .never && !needs.model && !needs.backwardChain)
        #expect(needs.secondPhase == (method == .phyll))
        #expect(needs.broadcastError == (method == .dfa))
    }

    @Test("what the needs say of a batch is what the reports count")
    func honestNeeds() async throws {
        for method in Method.allCases {
            let bench = try await TrainerBench(blind: true)
            var trainer = try trainer(method, bench)
            var measurements = 0
            // The first batch of PGT measures the noise of the loss besides.
            for _ in 0..<2 {
                measurements = try await trainer.step(
                    samples: TrainerBench.training.samples.rows(0..<48),
                    labels: Array(TrainerBench.training.labels[..<48])
                ).measurements
            }
            #expect(measurements == 48 * type(of: trainer).needs.passesPerSample)
        }
    }
}
