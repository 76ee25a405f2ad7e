import Testing

@testable import PhysicalLearning

@Suite("In-silico trainer")
struct InSilicoTrainerTests {
    private func trainer(
        _ bench: TrainerBench, _ programming: InSilicoTrainer.Settings.Programming,
        model: InSilicoTrainer.Settings.Model = .nominal, steps: Int = 200
    ) throws -> InSilicoTrainer {
        var settings = InSilicoTrainer.Settings()
        (settings.programming, settings.model) = (programming, model)
        return try InSilicoTrainer(
            network: bench.network, optimizer: .init(), steps: steps, seed: 3, meter: bench.meter, settings: settings)
    }

    @Test("trains on the host and programs once at the end: no measurement, no pulse before")
    func programs() async throws {
        let bench = try await TrainerBench()
        var trainer = try trainer(bench, .writeVerify)
        let before = try await bench.firstCells()
        var reports = try await bench.train(&trainer, batches: 199)
        #expect(try await bench.firstCells() == before)
        #expect(reports.allSatisfy { $0.measurements == 0 && $0.pulses == 0 && $0.cellsRead == 0 })
        reports = try await bench.train(&trainer, batches: 1)
        #expect(reports[0].measurements == 0 && reports[0].pulses > 0 && reports[0].cellsRead > 0)
        #expect(reports[0].heads[0].accuracy > 0.9)
        #expect(try await bench.accuracy(trainer) > 0.85)
    }

    @Test("open loop writes every cell once and reads none")
    func openLoop() async throws {
        let bench = try await TrainerBench()
        var trainer = try trainer(bench, .openLoop, steps: 1)
        let report = try await bench.train(&trainer, batches: 1)[0]
        #expect(report.pulses == 13 * 32 + 17 * 16 + 25 * 6)
        #expect(report.cellsRead == 0)
    }

    @Test("a twin that begins with the chip's own weights reads every cell once")
    func readOut() async throws {
        let bench = try await TrainerBench()
        var trainer = try trainer(bench, .openLoop, model: .readOut, steps: 3)
        #expect(try await bench.train(&trainer, batches: 2).map(\.cellsRead) == [13 * 32 + 17 * 16 + 25 * 6, 0])
    }

    @Test("a device that cannot be read is programmed by counted pulses, and refused what needs reading")
    func blind() async throws {
        let bench = try await TrainerBench(blind: true)
        var open = try trainer(bench, .openLoop)
        let last = try #require(try await bench.train(&open, batches: 200).last)
        #expect(last.pulses > 0 && last.cellsRead == 0)
        #expect(try await bench.accuracy(open) > 0.5)
        for settings in [(InSilicoTrainer.Settings.Programming.writeVerify, InSilicoTrainer.Settings.Model.nominal),
            (.openLoop, .readOut)]
        {
            #expect(throws: TrainerError.self) { try trainer(bench, settings.0, model: settings.1) }
        }
    }
}
