import ControlInterface
import Foundation
import Testing

@testable import pibctl

@Suite struct RunCommandTests {
    private static func laboratory() throws -> FakeLaboratory {
        let laboratory = FakeLaboratory()
        try laboratory.answer(GetRun.self, with: Samples.run())
        try laboratory.answer(
            ListRuns.self, with: ListRuns.Reply(runs: [Samples.run().summary, Samples.summary()]))
        let paused = RunControlReply(summary: Samples.summary(state: "paused"))
        try laboratory.answer(PauseRun.self, with: paused)
        try laboratory.answer(ResumeRun.self, with: paused)
        try laboratory.answer(StopRun.self, with: paused)
        try laboratory.answer(AbortRun.self, with: paused)
        return laboratory
    }

    @Test("run list is a table with the accuracies in per cent")
    func list() async throws {
        let laboratory = try Self.laboratory()
        let run = await CommandRun.pibctl("run", "list", "--state", "finished", in: laboratory)
        #expect(run.status == 0)
        #expect(run.lines.count == 3)
        #expect(run.lines[1].contains("153 600      86.1 %  86.4 %  2026-11-21 10:15:30"))
        #expect(try laboratory.calls(of: ListRuns.self) == [ListRuns(limit: 20, state: "finished")])
    }

    @Test("run list --json is one object a line with fractions")
    func listJSON() async throws {
        let run = await CommandRun.pibctl("run", "list", "--json", in: try Self.laboratory())
        #expect(run.lines.count == 2)
        #expect(try JSONValue(parsing: run.lines[0].utf8)["test_accuracy"] == 0.864)
    }

    @Test("run show has the result, units, history, provenance and configuration")
    func show() async throws {
        let run = await CommandRun.pibctl("run", "show", "7", in: try Self.laboratory())
        #expect(run.status == 0)
        for part in ["Units", "History", "Provenance", "Configuration", "  seed = 3"] {
            #expect(run.lines.contains(part), "\(part)")
        }
    }

    @Test("run show --json decodes to what the daemon sent")
    func showJSON() async throws {
        let run = await CommandRun.pibctl("run", "show", "7", "--json", in: try Self.laboratory())
        #expect(try JSONValue(parsing: run.results.utf8).decoded() == Samples.run())
    }

    @Test("pause, resume, stop and abort call their methods", arguments: ["pause", "resume", "stop", "abort"])
    func control(command: String) async throws {
        let laboratory = try Self.laboratory()
        let run = await CommandRun.pibctl("run", command, "7", in: laboratory)
        #expect(run.status == 0)
        #expect(run.lines == ["run 7: paused, 100 of 1 200 batches"])
        let calls = [
            "pause": try laboratory.calls(of: PauseRun.self).map(\.run),
            "resume": try laboratory.calls(of: ResumeRun.self).map(\.run),
            "stop": try laboratory.calls(of: StopRun.self).map(\.run),
            "abort": try laboratory.calls(of: AbortRun.self).map(\.run),
        ]
        #expect(calls.filter { !$0.value.isEmpty } == [command: [7]])
    }

    @Test("a dry run shows units, measurements and the resolved experiment")
    func dryRun() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(
            SubmitRun.self,
            with: SubmitRun.Reply(run: nil, resolved: "seed = 3\n", units: Samples.units, measurements: 153_600))
        try await withTemporaryFolder { folder in
            try Data("seed = 3\n".utf8).write(to: URL(fileURLWithPath: folder + "/a.toml"))
            let run = await CommandRun.pibctl("run", "submit", folder + "/a.toml", "--dry-run", in: laboratory)
            #expect(run.status == 0)
            #expect(run.results.contains("layer1     784      256"))
            #expect(run.results.contains("153 600 measurements; nothing was queued"))
        }
        #expect(try laboratory.calls(of: SubmitRun.self).first?.dryRun == true)
    }

    @Test("submit names the run and does not wait for it")
    func submit() async throws {
        let laboratory = try TrainCommandTests.laboratory()
        try await withTemporaryFolder { folder in
            try Data("seed = 3\n".utf8).write(to: URL(fileURLWithPath: folder + "/a.toml"))
            let run = await CommandRun.pibctl("run", "submit", folder + "/a.toml", in: laboratory)
            #expect(run.lines == ["run 7"])
        }
        #expect(try laboratory.calls(of: FollowRun.self).isEmpty)
    }

    @Test("Ctrl-C while following never stops a run")
    func followInterrupted() async throws {
        let laboratory = try TrainCommandTests.laboratory(then: .stayOpen)
        let run = await CommandRun.pibctl("run", "follow", "7", in: laboratory, interrupts: [.pressed, .pressed])
        #expect(run.status == 0)
        #expect(run.messages.contains("run 7 goes on"))
        #expect(try laboratory.calls(of: StopRun.self).isEmpty)
    }
}
