import ControlInterface
import Synchronization
import Testing

@testable import pibctl

@Suite struct SessionTests {
    /// Which socket a command line opens.
    private static func socket(
        _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> String? {
        let opened = Mutex<String?>(nil)
        _ = await CommandRun.run(arguments, environment: environment) { path in
            opened.withLock { $0 = path }
            throw VarlinkConnectionError.notFound(path: path)
        }
        return opened.withLock { $0 }
    }

    @Test("the option comes before the environment, and that before the service's own socket")
    func order() async throws {
        let environment = ["PIBD_SOCKET": "/env.sock"]
        #expect(try await Self.socket(["status"]) == "/run/pibd/pibd.sock")
        #expect(try await Self.socket(["status"], environment: ["PIBD_SOCKET": ""]) == "/run/pibd/pibd.sock")
        #expect(try await Self.socket(["status"], environment: environment) == "/env.sock")
        #expect(try await Self.socket(["status", "--socket", "/a.sock"], environment: environment) == "/a.sock")
    }

    @Test("the option may stand before the command, between its words or after it")
    func place() async throws {
        #expect(try await Self.socket(["--socket", "/a.sock", "run", "list"]) == "/a.sock")
        #expect(try await Self.socket(["run", "--socket", "/a.sock", "list"]) == "/a.sock")
        #expect(try await Self.socket(["run", "list", "--socket", "/a.sock"]) == "/a.sock")
    }

    @Test("a relative socket is below the working directory")
    func relative() async throws {
        #expect(try await Self.socket(["status", "--socket", "x/../pibd.sock"]) == "/home/lab/pibd.sock")
    }

    @Test("a missing socket says which one and how to start the daemon")
    func missing() async throws {
        try await withTemporaryFolder { folder in
            let run = await CommandRun.run(["status", "--socket", folder + "/none.sock"]) {
                try await LabClient.connect(unixSocket: $0)
            }
            #expect(run.status == 3)
            #expect(run.messages.contains("there is no socket \(folder)/none.sock"))
            #expect(run.messages.contains("systemctl start pibd"))
            #expect(run.messages.contains("pibd --simulate --state-directory"))
        }
    }

    @Test(
        "wrong arguments are exit code 2",
        arguments: [
            ["nonsense"], ["run", "show", "x"], ["train"], ["plot", "3"], ["train", "a.toml", "seed"],
            ["train", "a.toml", "=3"], ["devices", "--filter", "x"], ["safe-state", "chip", "--all"],
            ["run", "submit", "a.toml", "--dry-run", "--follow"], ["run", "list", "--limit", "0"],
            ["devices", "--filter", "id=a", "--filter", "id=b"],
        ])
    func usage(arguments: [String]) async {
        let run = await CommandRun.run(arguments) { throw VarlinkConnectionError.notFound(path: $0) }
        #expect(run.status == 2)
        #expect(run.results.isEmpty)
        #expect(!run.messages.isEmpty)
    }

    @Test(
        "help and completions are results",
        arguments: [["--help"], ["run"], ["--generate-completion-script", "bash"]])
    func help(arguments: [String]) async {
        let run = await CommandRun.run(arguments) { throw VarlinkConnectionError.notFound(path: $0) }
        #expect(run.status == 0)
        #expect(!run.results.isEmpty)
        #expect(run.messages.isEmpty)
    }
}
