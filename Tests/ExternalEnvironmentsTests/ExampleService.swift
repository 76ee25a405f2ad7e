import Foundation

/// docs/examples/ball_on_beam.py as a process of its own.
enum ExampleService {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL

    static let isAvailable: Bool = {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", "pass"]
        guard (try? process.run()) != nil else { return false }
        return process.endStatus() == 0
    }()

    struct NotListening: Error {}

    /// Serves the example, altered by a line of Python that knows it as `plant`, while `body` runs with the path of its
    /// socket.
    static func run(_ alteration: String = "pass", _ body: (String, Process) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.currentDirectoryURL = root.appending(path: "docs/examples")
        process.arguments = [
            "python3", "-B", "-c",
            """
            import sys, ball_on_beam
            plant = ball_on_beam.Plant()
            \(alteration)
            ball_on_beam.main(sys.argv[1], plant)
            """, directory.appending(path: "plant").path,
        ]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer {
            process.end()
            try? FileManager.default.removeItem(at: directory)
        }
        // It prints one line when it listens, and nothing if it never will.
        guard !output.fileHandleForReading.availableData.isEmpty else { throw NotListening() }
        try await body(directory.appending(path: "plant").path, process)
    }
}

extension Process {
    /// Ends it at once and waits until it is gone.
    func end() {
        kill(processIdentifier, SIGKILL)
        _ = endStatus()
    }

    /// Waits for the end and gives the exit code. Not `waitUntilExit()`, which goes on for ever where another program,
    /// started at the same moment, has inherited what it listens to.
    func endStatus() -> Int32 {
        var status: Int32 = 0
        while true {
            if waitpid(processIdentifier, &status, 0) == processIdentifier {
                return status & 0x7F == 0 ? status >> 8 & 0xFF : -1
            }
            guard errno == EINTR else { break }
        }
        // Foundation was there first, and is about to say so.
        while isRunning { poll(nil, 0, 1) }
        return terminationStatus
    }
}
