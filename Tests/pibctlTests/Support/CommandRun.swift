import ControlInterface
import Foundation
import Synchronization

@testable import pibctl

/// What a command left behind.
struct CommandRun {
    var status: Int32
    var results: String
    var messages: String

    /// The lines of standard output.
    var lines: [String] { results.split(separator: "\n").map(String.init) }

    /// Runs pibctl in this process, with `laboratory` as the daemon.
    static func pibctl(
        _ arguments: String..., in laboratory: FakeLaboratory = FakeLaboratory(),
        environment: [String: String] = [:], directory: String = "/home/lab", terminal: Terminal = .none,
        interrupts: [Interrupt] = []
    ) async -> CommandRun {
        await run(
            arguments, environment: environment, directory: directory, terminal: terminal, interrupts: interrupts,
            connect: { _ in LabClient(laboratory) })
    }

    /// Runs pibctl in this process, on whatever `connect` opens.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], directory: String = "/home/lab",
        terminal: Terminal = .none, interrupts: [Interrupt] = [],
        connect: @escaping @Sendable (String) async throws -> LabClient
    ) async -> CommandRun {
        let recorder = Recorder()
        let session = Session(
            environment: environment, directory: directory,
            console: Console(
                terminal: terminal, writeResult: { recorder.results($0) }, writeMessage: { recorder.messages($0) }),
            connect: connect,
            interrupts: {
                AsyncStream { continuation in
                    for interrupt in interrupts { continuation.yield(interrupt) }
                    continuation.finish()
                }
            })
        let status = await Pibctl.status(running: arguments, in: session)
        return recorder.run(status: status)
    }
}

/// Collects both output streams.
private final class Recorder: Sendable {
    private let texts = Mutex((results: "", messages: ""))

    func results(_ text: String) { texts.withLock { $0.results += text } }

    func messages(_ text: String) { texts.withLock { $0.messages += text } }

    func run(status: Int32) -> CommandRun {
        texts.withLock { CommandRun(status: status, results: $0.results, messages: $0.messages) }
    }
}

/// A folder that is gone when the test is over.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pibctl-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}
