import ControlInterface
import HostDiagnosis
import Synchronization
import Testing

@testable import pibctl

@Suite("doctor") struct DoctorCommandTests {
    private static func finding(_ severity: Finding.Severity, _ check: String) -> Finding {
        Finding(
            check: check, severity: severity, message: "\(check) says", evidence: "seen \(check)",
            fix: severity == .fine ? nil : "sudo fix \(check)")
    }

    /// What a diagnosis is reported as.
    private static func report(_ findings: [Finding], json: Bool = false) throws -> CommandRun {
        let texts = Mutex((results: "", messages: ""))
        let console = Console(
            terminal: .none, writeResult: { text in texts.withLock { $0.results += text } },
            writeMessage: { text in texts.withLock { $0.messages += text } })
        var status = ExitStatus.ok
        do {
            try DoctorCommand.report(Diagnosis(findings: findings), json: json, to: console)
        } catch let failure as CommandFailure {
            status = failure.status
            console.writeMessage(failure.text)
        }
        return texts.withLock { CommandRun(status: status.rawValue, results: $0.results, messages: $0.messages) }
    }

    @Test("what is wrong comes first, with what was seen and the command that puts it right")
    func order() throws {
        let run = try Self.report([
            Self.finding(.fine, "a"), Self.finding(.unknown, "b"), Self.finding(.warning, "c"),
            Self.finding(.error, "d"),
        ])
        #expect(run.status == 1)
        #expect(
            run.results == """
                error: d: d says
                  seen: seen d
                  fix:  sudo fix d

                warning: c: c says
                  seen: seen c
                  fix:  sudo fix c

                unknown: b: b says
                  seen: seen b
                  fix:  sudo fix b

                  check  nothing wrong
                  a      a says

                """)
        #expect(run.messages == "pibctl: 1 error, 1 warning, 1 unknown\n")
    }

    @Test("what could not be looked at is shown, and is not exit code 1")
    func unknown() throws {
        let run = try Self.report([Self.finding(.unknown, "b")])
        #expect(run.status == 0)
        #expect(run.results.hasPrefix("unknown: b"))
    }

    @Test("--json writes every finding as an object, the fine ones too")
    func json() throws {
        let run = try Self.report([Self.finding(.fine, "a"), Self.finding(.error, "d")], json: true)
        #expect(run.status == 1)
        #expect(
            run.lines == [
                #"{"check":"a","evidence":"seen a","message":"a says","severity":"fine"}"#,
                #"{"check":"d","evidence":"seen d","fix":"sudo fix d","message":"d says","severity":"error"}"#,
            ])
    }

    @Test("text from a device cannot steer the terminal")
    func controlCharacters() throws {
        let finding = Finding(check: "a", severity: .error, message: "\u{1B}[2J", evidence: "x\ny", fix: "fix")
        let run = try Self.report([finding])
        #expect(!run.results.contains("\u{1B}"))
        #expect(run.results.contains("seen: x y"))
    }

    @Test("the command looks at this computer without a daemon")
    func withoutDaemon() async throws {
        let run = await CommandRun.run(["doctor", "--json", "--socket", "/nowhere/pibd.sock"]) {
            throw VarlinkConnectionError.notFound(path: $0)
        }
        #expect(run.status == 1)
        #expect(run.lines.count >= 13)
        #expect(run.results.contains("there is no socket /nowhere/pibd.sock"))
        for line in run.lines { #expect(throws: Never.self) { try JSONValue(parsing: line.utf8) } }
    }
}
