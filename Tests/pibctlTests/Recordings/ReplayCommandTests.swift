import ControlInterface
import Testing

@testable import pibctl

@Suite struct ReplayCommandTests {
    private static func reply(_ difference: RecordingDifference?) -> ReplayRecording.Reply {
        ReplayRecording.Reply(
            device: "board", driver: "crossbar-board", started: "2026-11-21T14:00:00Z", commit: "0123abc",
            operations: 1200, messages: 4805, difference: difference, remarks: ["its last line is cut off"])
    }

    private static let difference = RecordingDifference(
        kind: "message", operation: 3, operationWords: "process 2 vectors on tile 0", message: 7,
        expected: "READ_VMM request 4", got: "READ_VMM request 5",
        explanation: ["request id: expected 4, got 5", "expected  04", "got       05", "          ^^ byte 0 of 1"])

    @Test("a recording with which the driver agrees: exit code 0, and the path is absolute")
    func equal() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(ReplayRecording.self, with: Self.reply(nil))
        let run = await CommandRun.pibctl("replay", "a.jsonl", in: laboratory)
        #expect(run.status == 0)
        #expect(
            run.lines == [
                "board (crossbar-board), recorded 2026-11-21T14:00:00Z by 0123abc",
                "equal: 1 200 operations, 4 805 messages", "note: its last line is cut off",
            ])
        #expect(try laboratory.calls(of: ReplayRecording.self) == [ReplayRecording(path: "/home/lab/a.jsonl")])
    }

    @Test("a difference: exit code 8, its place, and with --explain its detail")
    func differs() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(ReplayRecording.self, with: Self.reply(Self.difference))
        let short = await CommandRun.pibctl("replay", "a.jsonl", in: laboratory)
        #expect(short.status == 8)
        #expect(short.lines[1] == "differs at operation 3 (process 2 vectors on tile 0), message 7")
        #expect(short.lines[3] == "  got      READ_VMM request 5")
        #expect(!short.results.contains("^^"))
        #expect(short.messages.contains("--explain"))
        let long = await CommandRun.pibctl("replay", "a.jsonl", "--explain", in: laboratory)
        #expect(long.status == 8)
        #expect(long.lines[4] == "    request id: expected 4, got 5")
        #expect(long.lines[7] == "              ^^ byte 0 of 1")
    }

    @Test("for programs: the daemon's answer on one line, and the same exit code")
    func json() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(ReplayRecording.self, with: Self.reply(Self.difference))
        let run = await CommandRun.pibctl("replay", "a.jsonl", "--json", in: laboratory)
        #expect(run.status == 8)
        #expect(run.lines.count == 1)
        #expect(run.lines[0].contains("\"operation_words\":\"process 2 vectors on tile 0\""))
    }
}
