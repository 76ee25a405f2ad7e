import Foundation
import Testing

@testable import pibctl

@Suite struct ExperimentFileTests {
    private static func failure(of path: String) -> CommandFailure? {
        #expect(throws: CommandFailure.self) { try ExperimentFile.text(at: path) }
    }

    @Test("a missing file, a folder and a file that never ends are refused with exit code 2 and their path")
    func unreadable() {
        for path in ["/nonexistent/a.toml", "/", "/dev/zero"] {
            let failure = Self.failure(of: path)
            #expect(failure?.status == .usage)
            #expect(failure?.message.contains(path) == true)
            #expect(failure?.remedy.isEmpty == false)
        }
    }

    @Test("a file that is no text is refused")
    func notText() async throws {
        try await withTemporaryFolder { folder in
            try Data([0xFF, 0xFE, 0x00]).write(to: URL(fileURLWithPath: folder + "/a.toml"))
            #expect(Self.failure(of: folder + "/a.toml")?.message.contains("not UTF-8") == true)
        }
    }

    @Test("the text is read as it is")
    func text() async throws {
        try await withTemporaryFolder { folder in
            try Data("name = \"Rényi\"\r\n".utf8).write(to: URL(fileURLWithPath: folder + "/a.toml"))
            #expect(try ExperimentFile.text(at: folder + "/a.toml") == "name = \"Rényi\"\r\n")
        }
    }

    @Test("train with a file that cannot be read never reaches the daemon")
    func train() async throws {
        let laboratory = FakeLaboratory()
        let run = await CommandRun.pibctl("train", "/nonexistent/a.toml", in: laboratory)
        #expect(run.status == 2)
        #expect(run.messages.contains("there is no experiment file /nonexistent/a.toml"))
    }
}
