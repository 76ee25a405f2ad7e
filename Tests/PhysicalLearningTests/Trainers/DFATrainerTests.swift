import Testing

@testable import PhysicalLearning

@Suite("DFA trainer")
struct DFATrainerTests {
    private func trainer(_ bench: TrainerBench, steps: Int, seed: UInt64 = 3) -> DFATrainer {
        DFATrainer(network: bench.network, optimizer: .init(), steps: steps, seed: seed, meter: bench.meter)
    }

    @Test("learns from the broadcast error, at one measurement a sample")
    func learns() async throws {
        let bench = try await TrainerBench()
        var trainer = trainer(bench, steps: 80)
        #expect(try await bench.accuracy(trainer) < 0.7)
        let before = try await bench.firstCells()
        let reports = try await bench.train(&trainer, batches: 80)
        #expect(try await bench.accuracy(trainer) > 0.9)
        #expect(reports.allSatisfy { $0.measurements == TrainerBench.batch && $0.cellsRead == 0 })
        #expect(reports.allSatisfy { $0.units.allSatisfy { $0.information == nil } })
        #expect(try await bench.firstCells() != before)
    }

    @Test("the same seed gives the same run, another feedback another one")
    func reproducible() async throws {
        var runs: [[BatchReport]] = []
        for seed: UInt64 in [3, 3, 4] {
            let bench = try await TrainerBench()
            var trainer = trainer(bench, steps: 5, seed: seed)
            runs.append(try await bench.train(&trainer, batches: 5))
        }
        #expect(runs[0] == runs[1])
        #expect(runs[0] != runs[2])
    }
}
