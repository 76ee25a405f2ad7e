import ControlInterface
import Foundation
import Testing

@testable import pibctl

@Suite struct CompareCommandTests {
    private static let methods = ["pib", "dfa"].map {
        TrainingMethod(
            name: $0, readout: "head", readBack: "never", model: false, secondPhase: false, backwardChain: false,
            broadcastError: $0 == "dfa", passesPerSample: 1, writesPerBatch: 1)
    }

    private static func laboratory(state: String = "finished", known: [RunSummary] = []) throws -> FakeLaboratory {
        let laboratory = FakeLaboratory()
        try laboratory.answer(ListMethods.self, with: ListMethods.Reply(methods: methods))
        try laboratory.answer(
            SubmitRun.self,
            with: SubmitRun.Reply(
                run: 7, resolved: "seed = 3\nbatches = 1200\n", units: Samples.units, measurements: 2560))
        try laboratory.answer(ListRuns.self, with: ListRuns.Reply(runs: known))
        try laboratory.answer(GetStatus.self, with: Samples.status)
        try laboratory.answer(GetRun.self, with: Samples.run(state: state))
        try laboratory.stream(
            GetMetrics.self,
            [GetMetrics.Reply(batches: [Samples.batch(1)], accuracies: Samples.accuracies(batches: 1200))])
        try laboratory.stream(
            FollowRun.self,
            [FollowRun.Reply(summary: Samples.summary(state: state, batchesDone: 1200), result: Samples.result)])
        return laboratory
    }

    private static func compare(
        _ arguments: [String], in laboratory: FakeLaboratory, interrupts: [Interrupt] = [],
        files: (String) throws -> Void = { _ in }
    ) async throws -> CommandRun {
        try await withTemporaryFolder { folder in
            try Data("seed = 3\n".utf8).write(to: URL(fileURLWithPath: folder + "/a.toml"))
            let run = await CommandRun.run(
                ["compare", "a.toml"] + arguments, directory: folder, interrupts: interrupts,
                connect: { _ in LabClient(laboratory) })
            try files(folder)
            return run
        }
    }

    @Test("submits one run for each method and seed, all checked before the first is queued")
    func submits() async throws {
        let laboratory = try Self.laboratory()
        let run = try await Self.compare(["--seeds", "0,1", "head.eta=0.02"], in: laboratory)
        #expect(run.status == 0)
        let calls = try laboratory.calls(of: SubmitRun.self)
        let queued = calls.filter { $0.dryRun != true }
        #expect(
            queued.map(\.overrides) == [
                ["head.eta=0.02", "trainer=pib", "batches=1", "seed=0"],
                ["head.eta=0.02", "trainer=pib", "batches=1", "seed=1"],
                ["head.eta=0.02", "trainer=dfa", "batches=1", "seed=0"],
                ["head.eta=0.02", "trainer=dfa", "batches=1", "seed=1"],
            ])
        #expect(calls.suffix(4).allSatisfy { $0.dryRun != true })
        #expect(run.lines[0].contains("test %"))
        #expect(run.results.contains("86.40 ± 0.00"))
        #expect(run.results.contains("What each method needs"))
    }

    @Test("takes up runs that are there with the same configuration and software")
    func reuses() async throws {
        var known = Samples.summary(state: "finished", batchesDone: 1, batchesTotal: 1)
        known.seed = 0
        let laboratory = try Self.laboratory(known: [known])
        let run = try await Self.compare(["--methods", "pib", "--seeds", "0"], in: laboratory)
        #expect(run.status == 0)
        #expect(run.messages.contains("1 of 1 runs are there already"))
        #expect(try laboratory.calls(of: SubmitRun.self).allSatisfy { $0.dryRun == true })
        _ = try await Self.compare(["--methods", "pib", "--seeds", "0", "--fresh"], in: laboratory)
        #expect(try laboratory.calls(of: SubmitRun.self).contains { $0.dryRun != true })
    }

    @Test("writes a picture, a table and JSON")
    func files() async throws {
        let laboratory = try Self.laboratory()
        let run = try await Self.compare(
            ["--methods", "pib,dfa", "--seeds", "0,1,2", "-o", "c.svg", "--csv", "c.csv", "--json"], in: laboratory
        ) { folder in
            let svg = try String(contentsOfFile: folder + "/c.svg", encoding: .utf8)
            #expect(svg.contains("Accuracy against measurements"))
            #expect(svg.contains(">dfa</text>") && svg.contains("86.40 ± 0.00"))
            let csv = try String(contentsOfFile: folder + "/c.csv", encoding: .utf8).split(separator: "\n")
            #expect(csv[0] == "method,seed,run,state,readout,split,batch,measurements,samples,accuracy")
            #expect(csv.count == 1 + 6 * Samples.accuracies(batches: 1200).count)
        }
        let json = try #require(try JSONSerialization.jsonObject(with: Data(run.results.utf8)) as? [String: Any])
        let methods = try #require(json["methods"] as? [[String: Any]])
        #expect(methods.count == 2)
        #expect((methods[0]["test"] as? [String: Any])?["mean"] as? Double == 0.864)
    }

    @Test("a run that failed is named, and the exit code says so")
    func failure() async throws {
        let run = try await Self.compare(["--methods", "pib"], in: try Self.laboratory(state: "failed"))
        #expect(run.status == 8)
        #expect(run.messages.contains("run 7 failed"))
        #expect(run.results.contains("0 (failed)"))
    }

    @Test("Ctrl-C lets go and says how to take the comparison up again")
    func interrupt() async throws {
        let laboratory = try Self.laboratory()
        try laboratory.stream(FollowRun.self, [], then: .stayOpen)
        let run = try await Self.compare(["--methods", "pib"], in: laboratory, interrupts: [.pressed])
        #expect(run.status == 0)
        #expect(run.messages.contains("the same command again takes them up"))
        #expect(run.results.isEmpty)
    }

    @Test("refuses methods and seeds that are none", arguments: [
        ["--methods", "pib,magic"], ["--seeds", "0,0"], ["--seeds", "a"], ["--seeds", ""], ["seed=3"], ["trainer=dfa"],
    ])
    func refuses(arguments: [String]) async throws {
        let laboratory = try Self.laboratory()
        let run = try await Self.compare(arguments, in: laboratory)
        #expect(run.status == 2)
        #expect(try laboratory.calls(of: SubmitRun.self).isEmpty)
    }
}

@Suite struct SpreadTests {
    @Test("of one value has no deviation, of none there is none")
    func few() {
        #expect(Spread([]) == nil)
        #expect(Spread([0.5])?.deviation == nil)
        #expect(CompareReport.percent(Spread([0.5])) == "50.00")
    }

    @Test("is the mean and the sample standard deviation")
    func three() throws {
        let spread = try #require(Spread([0.97, 0.98, 0.99]))
        #expect(abs(spread.mean - 0.98) < 1e-12)
        #expect(abs(try #require(spread.deviation) - 0.01) < 1e-12)
        #expect(spread.least == 0.97 && spread.greatest == 0.99)
    }
}
