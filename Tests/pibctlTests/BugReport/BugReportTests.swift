import ControlInterface
import Foundation
import HostDiagnosis
import Testing

@testable import pibctl

@Suite("pibctl bug-report", .timeLimit(.minutes(1)))
struct BugReportTests {
    private func make(_ configuration: String, connect: @escaping @Sendable (String) async throws -> LabClient)
        throws -> BugReport
    {
        try BugReport(
            session: Session(
                environment: [:], directory: "/",
                console: Console(terminal: .none, writeResult: { _ in }, writeMessage: { _ in }), connect: connect,
                interrupts: { AsyncStream { $0.finish() } }),
            daemon: DaemonOptions.parse([]), configuration: configuration, diagnosis: { Diagnosis(findings: []) },
            log: { "ready\nconnected to nats://ada:hunter2@host, at most \($0) lines\n" })
    }

    @Test("holds what the inventory lists, with the secrets masked")
    func contents() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/pibd.toml"
            try "group = \"lab\"\npassword = \"hunter2\"\n".write(toFile: path, atomically: true, encoding: .utf8)
            let laboratory = FakeLaboratory()
            try laboratory.answer(GetStatus.self, with: Samples.status)
            try laboratory.answer(ListRuns.self, with: ListRuns.Reply(runs: [Samples.summary()]))
            try laboratory.answer(ListAudit.self, with: ListAudit.Reply(entries: []))
            var report = try make(path) { _ in LabClient(laboratory) }
            let files = await report.files()
            #expect(
                files.map(\.name) == [
                    "inventory.txt", "versions.txt", "status.json", "devices.json", "runs.json", "audit.json",
                    "doctor.txt", "configuration.toml", "log.txt", "wire.txt",
                ])
            for file in files.dropFirst() { #expect(files[0].text.contains(file.name)) }
            #expect(files[7].text == "group = \"lab\"\npassword = \"***\"\n")
            #expect(files[8].text.hasPrefix("ready\nconnected to nats://***@host, at most 2000 lines"))
            #expect(!files.contains { $0.text.contains("hunter2") })
            // The daemon of this test does not know GetActivity: that part says so, the others are there.
            #expect(files[3].text.hasPrefix("not available: "))
            #expect(files[0].text.contains("not available"))
            report = try make(folder + "/none") { throw VarlinkConnectionError.notFound(path: $0) }
            let without = await report.files()
            #expect(without.count == files.count)
            #expect(without[1].text.contains("pibd   not reached"))
        }
    }

    @Test("the archive holds exactly those files and is for its owner's eyes only")
    func archive() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/report.tar.gz"
            let files = [
                BugReportFile(name: "inventory.txt", contents: "", text: "a"),
                BugReportFile(name: "status.json", contents: "", text: "{}"),
            ]
            try await BugReportArchive.write(files, to: path, environment: [:])
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
            var listed: [String] = []
            let program = try ChildProcess("/bin/tar", arguments: ["-tzf", path], environment: [:])
            for await event in program.events(until: .now + .seconds(20)) {
                if case .line(let line) = event { listed.append(line) }
            }
            #expect(
                Set(listed) == ["pibd-bug-report/", "pibd-bug-report/inventory.txt", "pibd-bug-report/status.json"])
            let error = await #expect(throws: CommandFailure.self) {
                try await BugReportArchive.write(files, to: path, environment: [:])
            }
            #expect(error?.message.contains("File exists") == true)
            await #expect(throws: CommandFailure.self) {
                try await BugReportArchive.write(files, to: "/no/such/place/x.tar.gz", environment: [:])
            }
        }
    }
}
