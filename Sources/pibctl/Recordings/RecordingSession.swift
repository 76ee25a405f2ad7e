import ControlInterface

/// One `pibctl record` from its first line to its last, or to whatever ends it.
struct RecordingSession {
    let command: RecordCommand
    let session: Session
    let file: RecordingFile

    private enum Ending: Sendable {
        case complete(String?)
        case abandoned
        case noInterrupts
    }

    func run() async throws {
        switch try await firstEnding() {
        case .complete("finished"):
            session.console.message("\(Quantities.count(file.records)) records")
            try session.console.result(file.path)
        case .complete("lost"):
            throw CommandFailure(
                .runFailed, "the recording ended early: \(command.device) spoke faster than it could be handed over",
                remedy: "what came before is in \(file.path); write to a faster disk, or record for a shorter time")
        case .complete, .noInterrupts:
            throw CommandFailure(
                .daemonUnreachable, "the daemon ended the recording without its last line",
                remedy: "what came before is in \(file.path); look into the daemon's log")
        case .abandoned:
            throw CommandFailure(
                .timedOut, "the recording was abandoned", remedy: "its last lines are missing in \(file.path)")
        }
    }

    private func firstEnding() async throws -> Ending {
        let interrupts = session.interrupts()
        return try await withThrowingTaskGroup(of: Ending.self) { group in
            group.addTask { .complete(try await write()) }
            group.addTask { try await stop(at: interrupts) }
            defer { group.cancelAll() }
            while let ending = try await group.next() {
                if case .noInterrupts = ending { continue }
                return ending
            }
            return .noInterrupts
        }
    }

    private func write() async throws -> String? {
        let lines = try await session.client(command.daemon).record(
            device: command.device, seconds: command.seconds, reopen: command.reopen)
        var ended: String?
        var isFirst = true
        for try await reply in lines {
            try file.append(reply.lines)
            ended = reply.ended
            if isFirst {
                let end = command.seconds.map { "for \(Quantities.duration($0))" } ?? "until Ctrl-C"
                session.console.message("recording \(command.device) \(end)")
            }
            isFirst = false
        }
        return ended
    }

    /// The first interrupt asks the daemon for the last lines, the second does without them.
    private func stop(at interrupts: AsyncStream<Interrupt>) async throws -> Ending {
        var isAsked = false
        for await interrupt in interrupts where interrupt == .pressed {
            if isAsked { return .abandoned }
            isAsked = true
            _ = try await session.client(command.daemon).stopRecording(device: command.device)
        }
        return .noInterrupts
    }
}
