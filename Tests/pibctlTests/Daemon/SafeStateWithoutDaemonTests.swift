import ControlInterface
import Foundation
import Testing

@testable import pibctl

@Suite("pibctl safe-state with the daemon down") struct SafeStateWithoutDaemonTests {
    /// Runs safe-state without a daemon, with a script in pib-safe's place that also shows what it was called with.
    private func run(_ arguments: String..., script: String) async throws -> CommandRun {
        try await withTemporaryFolder { folder in
            let program = folder + "/pib-safe"
            try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: program))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
            return await CommandRun.run(
                ["safe-state"] + arguments + ["--socket", "/run/lab/pibd.sock"], environment: ["PIB_SAFE": program]
            ) { throw VarlinkConnectionError.refused(path: $0) }
        }
    }

    @Test("runs pib-safe on the list beside the socket and passes on what it says")
    func passesOn() async throws {
        let run = try await run(script: "echo \"chip: safe: confirmed, $# $1\"")
        #expect(run.status == 0)
        #expect(run.lines == ["chip: safe: confirmed, 1 /run/lab/energised"])
        #expect(run.messages.contains("every device that it left energised is made safe"))
    }

    @Test("ends with exit code 5 when a device is not known to be safe, whatever happened to the program")
    func notSafe() async throws {
        for end in ["exit 1", "exit 2", "kill -9 $$"] {
            let run = try await run("chip", script: "echo 'chip: not safe: no answer'; \(end)")
            #expect(run.status == 5)
            #expect(run.lines == ["chip: not safe: no answer"])
            #expect(run.messages.contains("switch off their supply by hand"))
        }
    }

    @Test("with --json gives one object a device, and everything else as a message")
    func json() async throws {
        let run = try await run(
            "--json",
            script: "echo 'chip: safe: confirmed: 7 ms'; echo 'bad.energised: not safe: broken'; echo hello; exit 1")
        #expect(
            run.lines == [
                #"{"device":"chip","message":"confirmed: 7 ms","safe":true}"#,
                #"{"device":"bad.energised","message":"broken","safe":false}"#,
            ])
        #expect(run.messages.contains("hello\n"))
    }

    @Test("a program that has not ended at its deadline is killed")
    func deadline() async throws {
        let child = try ChildProcess("/bin/sh", arguments: ["-c", "exec >&-; exec sleep 1000"], environment: [:])
        var events: [ChildProcess.Event] = []
        for await event in child.events(until: .now) { events.append(event) }
        #expect(events == [.ended(nil)])
    }

    @Test("says that nothing was switched when there is no pib-safe")
    func noProgram() async {
        let run = await CommandRun.run(["safe-state"], environment: ["PIB_SAFE": "/nowhere/pib-safe"]) {
            throw VarlinkConnectionError.refused(path: $0)
        }
        #expect(run.status == 3)
        #expect(run.messages.contains("pib-safe was not found either, nothing was switched"))
        #expect(run.messages.contains("switch off their supply by hand"))
    }

    @Test("finds pib-safe on the path")
    func path() async throws {
        try await withTemporaryFolder { folder in
            let program = folder + "/pib-safe"
            try Data("#!/bin/sh\n".utf8).write(to: URL(filePath: program))
            #expect(EmergencyProgram.find(environment: ["PATH": "/nowhere:\(folder)"])?.path != program)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
            let found = EmergencyProgram.find(environment: ["PATH": "/nowhere:\(folder)"])?.path
            // The one beside this very program comes first, where it was built, too.
            #expect(found == program || found?.hasSuffix("/debug/pib-safe") == true)
        }
    }
}
