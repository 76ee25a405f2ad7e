import Testing

@testable import PhysicalLearning

@Suite("PAT trainer")
struct PATTrainerTests {
    private func trainer(
        _ bench: TrainerBench, source: PATTrainer.Settings.Source = .automatic, refitEvery: Int = 10, steps: Int = 80
    ) throws -> PATTrainer {
        var settings = PATTrainer.Settings()
        (settings.source, settings.refitEvery) = (source, refitEvery)
        return try PATTrainer(
            network: bench.network, optimizer: .init(), steps: steps, seed: 3, meter: bench.meter, settings: settings)
    }

    @Test("learns through a twin that is read out, or fitted to what was measured", arguments: ["read-out", "measured"])
    func learns(source: String) async throws {
        let bench = try await TrainerBench()
        var trainer = try trainer(bench, source: try #require(.init(rawValue: source)))
        let reports = try await bench.train(&trainer, batches: 80)
        #expect(try await bench.accuracy(trainer) > 0.9)
        #expect(reports.allSatisfy { $0.measurements == TrainerBench.batch })
    }

    @Test("reads every cell of the modelled units once a refreshment, and none where the twin is fitted")
    func reads() async throws {
        let bench = try await TrainerBench()
        let cells = 17 * 16 + 25 * 6
        var reading = try trainer(bench, refitEvery: 2)
        #expect(try await bench.train(&reading, batches: 4).map(\.cellsRead) == [cells, 0, cells, 0])
        var fitting = try trainer(bench, source: .measured)
        #expect(try await bench.train(&fitting, batches: 2).map(\.cellsRead) == [0, 0])
    }

    @Test("on a device that cannot be read it fits its twin, and refuses to read out before anything is driven")
    func blind() async throws {
        let bench = try await TrainerBench(blind: true)
        var trainer = try trainer(bench)
        let reports = try await bench.train(&trainer, batches: 80)
        #expect(reports.allSatisfy { $0.cellsRead == 0 })
        #expect(try await bench.accuracy(trainer) > 0.9)
        #expect(throws: TrainerError.self) { try self.trainer(bench, source: .readOut) }
    }
}
