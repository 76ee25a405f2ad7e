import Testing

@testable import PhysicalLearning

@Suite("PGT trainer")
struct PGTTrainerTests {
    private func trainer(
        _ bench: TrainerBench, steps: Int = 10, optimizer: PulseOptimizer.Settings = .init(),
        settings: PGTTrainer.Settings = .init()
    ) -> PGTTrainer {
        PGTTrainer(
            network: bench.network, optimizer: optimizer, steps: steps, seed: 3, meter: bench.meter, settings: settings)
    }

    @Test("counts both signs, every direction and the passes that measure the noise")
    func counting() async throws {
        let bench = try await TrainerBench()
        var settings = PGTTrainer.Settings()
        (settings.directions, settings.noisePasses) = (3, 5)
        var trainer = trainer(bench, settings: settings)
        let n = TrainerBench.batch
        #expect(try await bench.train(&trainer, batches: 3).map(\.measurements) == [2 * n + 5 * n / 3, 2 * n, 2 * n])
        #expect(try #require(trainer.lossNoise) > 0)
    }

    @Test("takes a perturbation back: with no learning rate the chip is as it was")
    func undone() async throws {
        let bench = try await TrainerBench(parameters: .exact)
        var still = PulseOptimizer.Settings()
        still.scheduleKnee = 0
        let before = try await bench.firstCells()
        var trainer = trainer(bench, optimizer: still)
        let reports = try await bench.train(&trainer, batches: 3)
        #expect(try await bench.firstCells().distance(before) < 1e-9)
        #expect(reports.allSatisfy { $0.pulses > 0 })
    }

    @Test("raises its amplitude while differences drown in the noise, and not beyond the limit")
    func amplitude() async throws {
        let bench = try await TrainerBench()
        var settings = PGTTrainer.Settings()
        (settings.significance, settings.largestAmplitude) = (1e6, 4)
        var raising = trainer(bench, steps: 40, settings: settings)
        try await bench.train(&raising, batches: 32)
        #expect(raising.amplitude == 4)
        settings.significance = 0
        var content = trainer(bench, steps: 40, settings: settings)
        try await bench.train(&content, batches: 16)
        #expect(content.amplitude == 1)
    }

    @Test("lowers the global loss of a small network")
    func learns() async throws {
        let bench = try await TrainerBench(parameters: .exact)
        var trainer = trainer(bench, steps: 300)
        let losses = try await bench.train(&trainer, batches: 300).map { $0.heads[0].loss }
        #expect(losses[250...].reduce(0, +) < 0.8 * losses[..<50].reduce(0, +))
    }
}
