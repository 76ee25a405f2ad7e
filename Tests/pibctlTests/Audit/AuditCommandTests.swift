import ControlInterface
import Testing

@testable import pibctl

@Suite("pibctl audit")
struct AuditCommandTests {
    private static let entries = [
        AuditEntry(
            time: "2026-11-21T10:15:30.250Z", call: 3, uid: 1000, name: "ada", pid: 7, method: "SubmitRun",
            device: "chip", run: 12, outcome: "done"),
        AuditEntry(
            time: "2026-11-21T10:15:31.250Z", call: 9, uid: 1001, name: "bob", pid: 8, method: "StopRun",
            outcome: "NotPermitted", message: "not \u{1B}[2J for bob", omitted: 4),
    ]

    @Test("the trail is a table, oldest first, that cannot steer the terminal")
    func table() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(ListAudit.self, with: ListAudit.Reply(entries: Self.entries))
        let run = await CommandRun.pibctl("audit", "--limit", "2", in: laboratory)
        #expect(run.status == 0 && run.lines.count == 3)
        #expect(run.lines[1].contains("2026-11-21 10:15:30") && run.lines[1].contains("chip"))
        #expect(run.lines[2].hasSuffix("NotPermitted  and 4 more like it"))
        #expect(!run.results.contains("\u{1B}"))
        #expect(try laboratory.calls(of: ListAudit.self) == [ListAudit(limit: 2)])
    }

    @Test("--json is an entry a line")
    func json() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(ListAudit.self, with: ListAudit.Reply(entries: Self.entries))
        let run = await CommandRun.pibctl("audit", "--json", in: laboratory)
        #expect(try run.lines.map { try JSONValue(parsing: $0.utf8).decoded(as: AuditEntry.self) } == Self.entries)
    }
}
