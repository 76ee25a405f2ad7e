import ControlInterface
import Foundation
import Testing

@testable import pibctl

@Suite struct RecordCommandTests {
    private static let header = #"{"format":"pibd-recording","version":1}"#

    @Test("the daemon's lines become the file, byte for byte")
    func file() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.stream(
            RecordDevice.self,
            [
                .init(lines: [Self.header]), .init(lines: ["{\"t\":0}", "{\"t\":1}"]),
                .init(lines: ["{\"t\":2}"], ended: "finished"),
            ])
        try await withTemporaryFolder { folder in
            let run = await CommandRun.pibctl(
                "record", "board", "-o", "a.jsonl", "--seconds", "5", "--reopen", in: laboratory, directory: folder)
            #expect(run.status == 0)
            #expect(run.lines == ["\(folder)/a.jsonl"])
            #expect(run.messages == "recording board for 5.0 s\n3 records\n")
            let text = try String(contentsOfFile: "\(folder)/a.jsonl", encoding: .utf8)
            #expect(text == Self.header + "\n{\"t\":0}\n{\"t\":1}\n{\"t\":2}\n")
        }
        #expect(
            try laboratory.calls(of: RecordDevice.self) == [RecordDevice(device: "board", seconds: 5, reopen: true)])
    }

    @Test("a file that is there is not overwritten, and the daemon is not asked")
    func existing() async throws {
        let laboratory = FakeLaboratory()
        try await withTemporaryFolder { folder in
            try "precious".write(toFile: "\(folder)/a.jsonl", atomically: true, encoding: .utf8)
            let run = await CommandRun.pibctl("record", "board", "-o", "a.jsonl", in: laboratory, directory: folder)
            #expect(run.status == 2)
            #expect(run.messages.contains("choose another name"))
            #expect(try String(contentsOfFile: "\(folder)/a.jsonl", encoding: .utf8) == "precious")
        }
        #expect(try laboratory.calls(of: RecordDevice.self).isEmpty)
    }

    @Test("Ctrl-C asks the daemon for the end, and a second one leaves without it")
    func interrupts() async throws {
        for (interrupts, status) in [([Interrupt.pressed, .graceOver], Int32(0)), ([.pressed, .pressed], 6)] {
            let laboratory = FakeLaboratory()
            try laboratory.answer(StopRecording.self, with: .init(stopped: true))
            let end: FakeLaboratory.StreamEnd = status == 0 ? .finish : .stayOpen
            try laboratory.stream(
                RecordDevice.self, [.init(lines: [Self.header], ended: status == 0 ? "finished" : nil)], then: end)
            try await withTemporaryFolder { folder in
                let run = await CommandRun.pibctl(
                    "record", "board", "-o", "a.jsonl", in: laboratory, directory: folder, interrupts: interrupts)
                #expect(run.status == status)
            }
            guard status == 6 else { continue }
            #expect(try laboratory.calls(of: StopRecording.self) == [StopRecording(device: "board")])
        }
    }

    @Test("a recording that was lost is a failure, and what came before is kept")
    func lost() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.stream(RecordDevice.self, [.init(lines: [Self.header, "{}"], ended: "lost")])
        try await withTemporaryFolder { folder in
            let run = await CommandRun.pibctl("record", "board", "-o", "a.jsonl", in: laboratory, directory: folder)
            #expect(run.status == 8)
            #expect(run.messages.contains("ended early"))
            let text = try String(contentsOfFile: "\(folder)/a.jsonl", encoding: .utf8)
            #expect(text == Self.header + "\n{}\n")
        }
    }

    @Test("an error of the daemon leaves no empty file behind")
    func refused() async throws {
        let laboratory = FakeLaboratory()
        let error = LabError(.deviceNotFound(device: "x"), message: "there is no device 'x'", remedy: "Known: board.")
        try laboratory.stream(RecordDevice.self, [], then: .fail(error.varlinkError))
        try await withTemporaryFolder { folder in
            let run = await CommandRun.pibctl("record", "x", "-o", "a.jsonl", in: laboratory, directory: folder)
            #expect(run.status == 2)
            #expect(run.messages.contains("there is no device"))
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/a.jsonl"))
        }
    }

    @Test("impossible times are refused", arguments: ["0", "-1", "nan", "1e9"])
    func seconds(text: String) async {
        #expect(await CommandRun.pibctl("record", "board", "-o", "/tmp/x", "--seconds=\(text)").status == 2)
    }
}
