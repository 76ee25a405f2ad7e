import Environments
import Matrices
import PhysicalDevices
import Testing

@testable import PhysicalLearning

@Suite("Learning from reward")
struct ReinforcementTrainerTests {
    private var quick: ReinforcementSettings {
        var settings = ReinforcementSettings()
        (settings.episodes, settings.minibatches, settings.batch, settings.greedyEpisodes) = (16, 10, 64, 20)
        return settings
    }

    @Test("it learns what no linear policy can, on a device that cannot be read")
    func learns() async throws {
        let environment = SignsEnvironment()
        let bench = try await PolicyBench(hidden: [16], environment: environment.description, blind: true)
        var trainer = try bench.trainer(environment, settings: quick)
        for _ in 0..<30 { _ = try await trainer.step() }
        let evaluation = try await trainer.evaluate(solvedAt: environment.description.solvedReturn)
        #expect(evaluation.isSolved && evaluation.blocks.count == 2, "\(evaluation.blocks) of 8")
    }

    @Test("the same seed gives the same reports and the same cells, another seed others")
    func determinism() async throws {
        var reports: [[ReinforcementReport]] = []
        var cells: [[Matrix<Float>]] = []
        for seed: UInt64 in [4, 4, 5] {
            let environment = SignsEnvironment()
            let bench = try await PolicyBench(hidden: [8, 4], environment: environment.description)
            var trainer = try bench.trainer(environment, seed: seed, settings: quick)
            reports.append([try await trainer.step(), try await trainer.step()])
            cells.append(try await bench.cells())
        }
        #expect(reports[0] == reports[1] && cells[0] == cells[1])
        #expect(reports[0] != reports[2] && cells[0] != cells[2])
    }

    @Test("measurements are the steps and the minibatches; every unit reports")
    func counting() async throws {
        let environment = SignsEnvironment()
        let bench = try await PolicyBench(environment: environment.description)
        var trainer = try bench.trainer(environment, settings: quick)
        let report = try await trainer.step()
        #expect(report.episodes == 16 && report.steps == 128 && report.measurements == 128 + 640)
        #expect(report.units.map(\.unit) == ["hidden1"] && (report.units[0].information ?? 0) > 0)
        #expect(report.pulses > 0 && report.batch.pulses == report.pulses && report.head != nil)
    }

    @Test("frozen hidden units keep their cells while the last unit learns")
    func frozen() async throws {
        let environment = SignsEnvironment()
        let bench = try await PolicyBench(environment: environment.description)
        var settings = quick
        settings.hiddenUnitsLearn = false
        var trainer = try bench.trainer(environment, settings: settings)
        let before = try await bench.cells()
        let report = try await trainer.step()
        let after = try await bench.cells()
        #expect(before[0] == after[0] && before[1] != after[1])
        #expect(report.units[0].information == nil && report.units[0].pulses == 0)
    }

    @Test("an environment that dies ends the iteration before a cell is moved")
    func dyingEnvironment() async throws {
        let environment = SignsEnvironment(dying: 5)
        let bench = try await PolicyBench(environment: environment.description)
        var trainer = try bench.trainer(environment, settings: quick)
        let before = try await bench.cells()
        await #expect(throws: EnvironmentError(environment: "signs", "it died", remedy: "bury it")) {
            _ = try await trainer.step()
        }
        #expect(try await bench.cells() == before)
    }

    @Test("one greedy block below the mark is enough to say no")
    func notSolved() async throws {
        let environment = SignsEnvironment()
        let bench = try await PolicyBench(environment: environment.description)
        var trainer = try bench.trainer(environment, settings: quick)
        let evaluation = try await trainer.evaluate(solvedAt: 100)
        #expect(!evaluation.isSolved && evaluation.blocks.count == 1)
        #expect(evaluation.episodes == 20 && evaluation.measurements == 160)
        let unjudged = try await trainer.evaluate(solvedAt: nil)
        #expect(!unjudged.isSolved && unjudged.blocks.count == 1)
    }

    @Test("unsigned inputs, other shapes and impossible settings are refused before anything is driven")
    func refusals() async throws {
        let environment = SignsEnvironment()
        let description = environment.description
        func message(_ bench: PolicyBench, _ settings: ReinforcementSettings) -> String {
            do {
                _ = try bench.trainer(environment, settings: settings)
                return ""
            } catch {
                return "\(error)"
            }
        }
        let unsigned = try await PolicyBench(environment: description, signed: false)
        #expect(message(unsigned, quick).contains("signed-drive"))
        #expect(message(try await PolicyBench(environment: description, actions: 3), quick).contains("3 outputs"))
        let cart = try await PolicyBench(environment: CartPoleEnvironment().description)
        #expect(message(cart, quick).contains("4 inputs"))
        var settings = quick
        settings.discount = 1
        #expect(message(try await PolicyBench(environment: description), settings).contains("discount"))
    }
}
