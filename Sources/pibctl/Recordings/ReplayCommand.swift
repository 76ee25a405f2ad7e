import ArgumentParser
import ControlInterface

/// `pibctl replay`
struct ReplayCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Run a device's driver against a recording and show the first difference.",
        discussion: """
            The daemon reads the file, makes the recorded driver again and asks it for the same operations; no \
            hardware is touched. The exit code is 0 where everything the driver sends and returns agrees, and 8 where \
            not.
            """)

    @Argument(help: "The recording, as written by pibctl record.")
    var file: String

    @Flag(name: .long, help: "Show the difference field by field and byte by byte.")
    var explain = false

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        let reply = try await session.client(daemon).replay(path: session.absolute(file))
        if results.json {
            try session.console.json(reply)
        } else {
            for line in ReplayReport.lines(reply, explained: explain) { try session.console.result(line) }
        }
        guard let difference = reply.difference else { return }
        throw CommandFailure(
            .runFailed, "the driver differs from the recording at \(ReplayReport.place(difference))",
            remedy: explain || results.json ? "" : "see it in detail with --explain")
    }
}

/// A replay's outcome for people.
enum ReplayReport {
    static func lines(_ reply: ReplayRecording.Reply, explained: Bool) -> [String] {
        let recorded = "\(reply.device) (\(reply.driver)), recorded \(reply.started) by \(reply.commit)"
        let agreed =
            "\(Quantities.count(reply.operations)) operations, \(Quantities.count(reply.messages)) messages"
        var lines = [recorded.onOneLine]
        if let difference = reply.difference {
            lines += [
                "differs at \(place(difference))", "  expected \(difference.expected)", "  got      \(difference.got)",
            ]
            if explained { lines += difference.explanation.map { "    \($0)" } }
            lines.append("\(agreed) until there")
        } else {
            lines.append("equal: \(agreed)")
        }
        return lines.map(\.onOneLine) + reply.remarks.map { "note: \($0)".onOneLine }
    }

    /// Where a difference is.
    static func place(_ difference: RecordingDifference) -> String {
        let operation = difference.operation.map { "operation \($0) (\(difference.operationWords))" }
        let message = difference.message.map { "message \($0)" }
        let place = [operation, message].compactMap { $0 }
        return place.isEmpty ? "its beginning" : place.joined(separator: ", ")
    }
}
