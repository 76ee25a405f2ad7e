import ControlInterface
import Foundation
import Testing

@testable import pibctl

@Suite struct HistoryCommandTests {
    @Test("one line a run, with its result and its tags")
    func lines() async throws {
        let laboratory = FakeLaboratory()
        var tagged = Samples.summary(state: "finished", testAccuracy: 0.864)
        tagged.tags = ["paper", "wide"]
        try laboratory.answer(ListRuns.self, with: ListRuns.Reply(runs: [tagged, Samples.summary()]))
        let run = await CommandRun.pibctl("history", in: laboratory)
        #expect(run.status == 0)
        #expect(run.lines.count == 3)
        #expect(run.lines[1].contains("86.4 %"))
        #expect(run.lines[1].hasSuffix("paper wide"))
        #expect(run.lines[2].contains("running"))
    }

    @Test("every option reaches the daemon")
    func options() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(ListRuns.self, with: ListRuns.Reply(runs: []))
        let run = await CommandRun.pibctl(
            "history", "--device", "chip", "--dataset", "mnist", "--trainer", "pib", "--tag", "paper", "--state",
            "finished", "--since", "2026-11-20", "--limit", "5", in: laboratory)
        #expect(run.status == 0)
        #expect(run.messages.contains("no such runs"))
        let asked = ListRuns(
            limit: 5, state: "finished", device: "chip", dataset: "mnist", trainer: "pib", tag: "paper",
            since: "2026-11-20T00:00:00.000Z")
        #expect(try laboratory.calls(of: ListRuns.self) == [asked])
    }

    @Test("json is one run a line")
    func json() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(ListRuns.self, with: ListRuns.Reply(runs: [Samples.summary(), Samples.summary()]))
        let run = await CommandRun.pibctl("history", "--json", in: laboratory)
        let runs = try run.lines.map { try JSONDecoder().decode(RunSummary.self, from: Data($0.utf8)) }
        #expect(runs == [Samples.summary(), Samples.summary()])
    }

    @Test(
        "a moment that is none is refused",
        arguments: ["yesterday", "2026-13-01", "7y", "-3d", "d", "", "nand", "infd", "2026-11-2x", "20261121"])
    func badMoments(text: String) async {
        let run = await CommandRun.pibctl("history", "--since=\(text)")
        #expect(run.status == 2)
    }

    @Test("moments are dates, dates with times, or how long ago")
    func moments() throws {
        let now = Date(timeIntervalSince1970: 1_770_091_506.5)
        #expect(PastMoment("2026-11-21", now: now)?.text == "2026-11-21T00:00:00.000Z")
        #expect(PastMoment("2026-11-21T10:15:30Z", now: now)?.text == "2026-11-21T10:15:30.000Z")
        #expect(PastMoment("2026-11-21T10:15:30.25Z", now: now)?.text == "2026-11-21T10:15:30.250Z")
        #expect(PastMoment("2026-11-21T10:15:30+02:00", now: now)?.text == "2026-11-21T08:15:30.000Z")
        #expect(PastMoment("90m", now: now)?.text == "2026-02-03T02:35:06.500Z")
        #expect(PastMoment("1d", now: now)?.text == PastMoment("24h", now: now)?.text)
        #expect(PastMoment("1w", now: now)?.text == PastMoment("7d", now: now)?.text)
    }
}
