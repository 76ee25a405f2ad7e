import ControlInterface
import Foundation
import Testing

@testable import pibctl

@Suite struct NoteCommandTests {
    @Test("tags are given, taken away, and shown")
    func tags() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(TagRun.self, with: TagRun.Reply(tags: ["paper", "wide"]))
        var reply = Samples.run()
        reply.summary.tags = ["paper"]
        try laboratory.answer(GetRun.self, with: reply)
        #expect(await CommandRun.pibctl("tag", "7", "wide", "paper", in: laboratory).lines == ["paper", "wide"])
        #expect(await CommandRun.pibctl("tag", "7", "wide", "--remove", in: laboratory).status == 0)
        #expect(await CommandRun.pibctl("tag", "7", in: laboratory).lines == ["paper"])
        #expect(
            try laboratory.calls(of: TagRun.self) == [
                TagRun(run: 7, add: ["wide", "paper"], remove: []), TagRun(run: 7, add: [], remove: ["wide"]),
            ])
        #expect(await CommandRun.pibctl("tag", "7", "--remove", in: laboratory).status == 2)
        #expect(
            await CommandRun.pibctl("tag", "7", "--json", in: laboratory).lines == [#"{"tags":["paper"]}"#])
    }

    @Test("a note is kept, and notes are shown with time and author")
    func notes() async throws {
        let laboratory = FakeLaboratory()
        let note = RunNote(at: "2026-11-21T10:15:30.250Z", author: "ada", text: "chip warm\n\u{1b}[2Jfan off")
        try laboratory.answer(AddNote.self, with: AddNote.Reply(note: note))
        var reply = Samples.run()
        try laboratory.answer(GetRun.self, with: reply)
        let none = await CommandRun.pibctl("note", "7", in: laboratory)
        #expect(none.messages.contains("no notes about run 7"))
        let written = await CommandRun.pibctl("note", "7", "chip warm", in: laboratory)
        #expect(written.lines == ["  2026-11-21 10:15:30  ada", "    chip warm", "     [2Jfan off"])
        #expect(try laboratory.calls(of: AddNote.self) == [AddNote(run: 7, text: "chip warm")])
        reply.notes = [note]
        try laboratory.answer(GetRun.self, with: reply)
        #expect(await CommandRun.pibctl("note", "7", in: laboratory).lines == written.lines)
        let shown = await CommandRun.pibctl("run", "show", "7", in: laboratory)
        #expect(shown.results.contains("Notes\n  2026-11-21 10:15:30  ada\n    chip warm"))
    }
}
