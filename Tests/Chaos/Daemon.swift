import Foundation

/// A pibd in a directory of its own, with one board on a pseudo-terminal.
final class Daemon {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let directory: ScratchDirectory
    private let programs: URL
    private var process: Process?

    init(programs: URL, directory: ScratchDirectory, envelope: [String] = []) throws {
        self.programs = programs
        self.directory = directory
        var lines = [
            "[[device]]", "id = \"board\"", "driver = \"crossbar-board\"", "port = \"pty:\(directory.path("board"))\"",
        ]
        if !envelope.isEmpty { lines += ["[device.envelope]"] + envelope }
        try directory.write(lines.joined(separator: "\n") + "\n", to: "pibd.toml")
        try directory.write(Self.samples, to: "clusters.csv")
    }

    /// Six features in three classes, without noise that matters.
    private static let samples: String = {
        var dice = Dice(seed: 7, "samples")
        let rows = (0..<300).map { row in
            let label = row % 3
            let values = (0..<6).map { ($0 + label) % 3 == 0 ? 0.6 + 0.3 * dice.share() : 0.1 + 0.3 * dice.share() }
            return (values.map { String($0) } + [String(label)]).joined(separator: ",")
        }
        return (["a,b,c,d,e,f,label"] + rows).joined(separator: "\n")
    }()

    /// A run that does not end by itself.
    static func experiment(seed: Int) -> String {
        """
        seed = \(seed)
        batches = 100000000
        batch = 32
        dataset = "clusters"
        data = "clusters.csv"
        device = "board"
        evaluate-every = 0

        [[unit]]
        outputs = 12

        [[unit]]
        outputs = 8

        [calibration]
        samples = 32
        """
    }

    var id: pid_t { process?.processIdentifier ?? 0 }

    var isAlive: Bool { process?.isRunning == true }

    /// Starts the daemon and waits until it answers.
    func start() async throws -> LabClient {
        let log = directory.path("log")
        if !FileManager.default.fileExists(atPath: log) {
            _ = FileManager.default.createFile(atPath: log, contents: nil)
        }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        try file.seekToEnd()
        let process = Process()
        process.executableURL = programs.appendingPathComponent("pibd")
        process.arguments = ["--config", directory.path("pibd.toml"), "--state-directory", directory.path("state")]
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["PIBD_SOCKET": directory.path("pibd.sock"), "OPENBLAS_NUM_THREADS": "1"]) { $1 }
        process.currentDirectoryURL = directory.url
        process.standardError = file
        process.standardOutput = file
        try process.run()
        try? file.close()
        self.process = process
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline, process.isRunning {
            if let client = try? LabClient(socket: directory.path("pibd.sock")) {
                if (try? await client.call("GetStatus")) != nil { return client }
                await client.close()
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Failure(description: "pibd did not start: \(lastWords)")
    }

    /// Starts a run; returns its number.
    func submit(_ client: LabClient, seed: Int, overrides: [String] = []) async throws -> LabClient.Reply {
        try await client.call(
            "SubmitRun",
            [
                "experiment": Self.experiment(seed: seed), "path": directory.path("run.toml"),
                "directory": directory.url.path, "overrides": overrides,
            ])
    }

    /// Ends the daemon with a signal and waits until it is gone.
    func end(_ signal: CInt) async throws {
        guard let process else { return }
        if process.isRunning { Foundation.kill(process.processIdentifier, signal) }
        try await Self.wait(for: process, seconds: 30)
        self.process = nil
    }

    /// Runs pib-safe as the service manager does when the daemon has ended; returns its exit code.
    func makeSafe() async throws -> CInt {
        let process = Process()
        process.executableURL = programs.appendingPathComponent("pib-safe")
        process.arguments = [directory.path("energised")]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        try await Self.wait(for: process, seconds: 10)
        return process.terminationStatus
    }

    /// The end of the daemon's log.
    var lastWords: String {
        let text = (try? String(contentsOfFile: directory.path("log"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(3).joined(separator: " | ")
    }

    private static func wait(for process: Process, seconds: Double) async throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while process.isRunning {
            guard ContinuousClock.now < deadline else {
                throw Failure(description: "process \(process.processIdentifier) does not end")
            }
            try await Task.sleep(for: .milliseconds(1))
        }
    }
}
