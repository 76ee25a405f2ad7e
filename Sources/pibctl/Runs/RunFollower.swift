import ControlInterface

/// Follows a run to its end, shows its progress, and ends with its result, its failure, or by letting go of it.
struct RunFollower {
    let run: Int
    let session: Session
    let daemon: DaemonOptions
    let json: Bool
    /// Whether a second Ctrl-C stops the run: only for whoever started it.
    let secondInterruptStops: Bool

    private enum Ending: Sendable {
        case outcome(RunOutcome?)
        case interrupted
        case noInterrupts
    }

    /// Throws ``CommandFailure`` if the run ends as it was not meant to, or if the daemon goes away.
    func follow() async throws {
        let interrupts = session.interrupts()
        switch try await firstEnding(interrupts) {
        case .outcome(let outcome): try conclude(outcome)
        case .interrupted: try await letGo(interrupts)
        case .noInterrupts: break
        }
    }

    private func firstEnding(_ interrupts: AsyncStream<Interrupt>) async throws -> Ending {
        try await withThrowingTaskGroup(of: Ending.self) { group in
            group.addTask { .outcome(try await showProgress()) }
            group.addTask {
                for await interrupt in interrupts where interrupt == .pressed { return .interrupted }
                return .noInterrupts
            }
            defer { group.cancelAll() }
            while let ending = try await group.next() {
                if case .noInterrupts = ending { continue }
                return ending
            }
            return .noInterrupts
        }
    }

    private func showProgress() async throws -> RunOutcome? {
        var display = ProgressDisplay(console: session.console, quiet: progressWouldMixWithResults)
        defer { display.close() }
        var outcome: RunOutcome?
        do {
            for try await reply in try await session.client(daemon).follow(run) {
                if json { try session.console.json(reply) }
                outcome?.add(reply)
                let known = outcome ?? RunOutcome(reply)
                outcome = known
                display.show(reply, known)
            }
        } catch let error as VarlinkConnectionError {
            throw lost(CommandFailure(error))
        }
        return outcome
    }

    /// On one terminal lines of JSON and a bar redrawn in place would destroy each other.
    private var progressWouldMixWithResults: Bool {
        json && session.console.terminal.outputIsTerminal && session.console.terminal.messagesAreTerminal
    }

    private func lost(_ failure: CommandFailure) -> CommandFailure {
        CommandFailure(
            failure.status, "lost sight of run \(run): \(failure.message)",
            remedy: "\(failure.remedy); afterwards: pibctl run show \(run)")
    }

    private func conclude(_ outcome: RunOutcome?) throws {
        guard let outcome else {
            throw CommandFailure(
                .daemonUnreachable, "the daemon told nothing of run \(run)", remedy: "see pibctl run show \(run)")
        }
        if json {
            try session.console.json(outcome)
        } else {
            for line in RunReport.heading(outcome.summary) { try session.console.result(line) }
            for line in outcome.result.map(RunReport.outcome) ?? [] { try session.console.result(line) }
        }
        guard outcome.hasEnded else {
            throw lost(
                CommandFailure(
                    .daemonUnreachable, "the daemon ended the report while it was \(outcome.summary.state)",
                    remedy: "look into the daemon's log"))
        }
        guard outcome.hasSucceeded else {
            let reason = outcome.summary.message ?? outcome.event?.message
            throw CommandFailure(
                .runFailed, "run \(run) \(outcome.summary.state)" + (reason.map { ": \($0)" } ?? ""),
                remedy: outcome.summary.state == "interrupted"
                    ? "submit it again" : "see its history with pibctl run show \(run)")
        }
    }

    private func letGo(_ interrupts: AsyncStream<Interrupt>) async throws {
        session.console.message("run \(run) goes on; follow it again with: pibctl run follow \(run)")
        guard secondInterruptStops else { return }
        session.console.message("Ctrl-C again within \(Interrupt.graceSeconds) s stops it")
        for await interrupt in interrupts {
            guard interrupt == .pressed else { return }
            session.console.message("stopping run \(run)")
            let summary = try await session.client(daemon).stop(run)
            session.console.message("run \(run): \(summary.state); see pibctl run show \(run)")
            return
        }
    }
}
