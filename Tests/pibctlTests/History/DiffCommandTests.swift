import ControlInterface
import Foundation
import Testing

@testable import pibctl

@Suite struct DiffCommandTests {
    private static let configuration = """
        seed = 3
        loss = "renyi"

        [optimizer]
        eta = 0.5

        [[unit]]
        outputs = 256

        [[unit]]
        outputs = 128
        """

    private static func pair() -> (GetRun.Reply, GetRun.Reply) {
        var (first, second) = (Samples.run(), Samples.run())
        first.configuration = configuration
        second.configuration = configuration.replacing("eta = 0.5", with: "eta = 0.25")
            .replacing("outputs = 128", with: "outputs = 64").replacing("seed = 3", with: "seed = 3\nname = \"x = 1\"")
        second.provenance["commit"] = "fedcba"
        second.provenance["firmware"] = "1.1"
        second.result?.testAccuracy = 0.8641
        second.summary.tags = ["wide"]
        return (first, second)
    }

    @Test("only what differs is there: path by path, name by name")
    func differences() {
        let (first, second) = Self.pair()
        let found = RunDifference.all(first, second)
        #expect(
            found.map { "\($0.section) \($0.name) \($0.first?.text ?? "-") \($0.second?.text ?? "-")" } == [
                "run tags - wide", "configuration optimizer.eta 0.5 0.25", "configuration unit.2.outputs 128 64",
                "configuration name - \"x = 1\"", "provenance commit 0123456789abcdef fedcba",
                "provenance firmware - 1.1", "result test accuracy 0.864 0.8641",
            ])
        #expect(RunDifference.all(first, first).isEmpty)
    }

    @Test("a run without a result differs from one with it in all of it")
    func withoutResult() {
        let finished = Samples.run()
        var failed = finished
        failed.result = nil
        let found = RunDifference.all(failed, finished)
        #expect(found.allSatisfy { $0.section == "result" && $0.first == nil && $0.second != nil })
        #expect(found.contains { $0.name == "pulses" && $0.second?.text == "12345678" })
    }

    @Test("side by side for people, one object a line for programs")
    func command() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(GetRun.self, with: Samples.run())
        let run = await CommandRun.pibctl("diff", "7", "8", in: laboratory)
        #expect(run.status == 0)
        #expect(run.lines.isEmpty)
        #expect(run.messages.contains("runs 7 and 8 do not differ"))
        #expect(try laboratory.calls(of: GetRun.self).map(\.run) == [7, 8])
        let value = RunDifference(section: "result", name: "pulses", first: nil, second: .init("5", shown: "5"))
        #expect(try JSONLine.encoded(value) == #"{"name":"pulses","second":"5","section":"result"}"#)
    }
}
