import ControlInterface

/// Shows a run's progress on standard error: a bar redrawn in place on a terminal, plain lines elsewhere.
struct ProgressDisplay {
    private let console: Console
    private let quiet: Bool
    private var progress = RunProgress()
    private var lines = ProgressLines()
    private let start = ContinuousClock.now
    private var drawn: Double?

    /// [s] A bar redrawn more often than this only heats the terminal.
    private static let redrawSeconds = 0.1

    /// With `quiet` nothing is shown.
    init(console: Console, quiet: Bool) {
        self.console = console
        self.quiet = quiet
    }

    /// Takes a reply that came just now.
    mutating func show(_ reply: FollowRun.Reply, _ outcome: RunOutcome) {
        let now = (ContinuousClock.now - start) / .seconds(1)
        progress.add(reply, outcome, at: now)
        guard !quiet else { return }
        guard console.terminal.messagesAreTerminal else {
            for line in lines.lines(reply, progress) { console.message(line) }
            return
        }
        if let event = reply.event {
            erase()
            console.message("run \(reply.summary.run) \(event.kind): \(event.message)".onOneLine)
        } else if let drawn, now - drawn < Self.redrawSeconds, reply.batch != nil, progress.fraction < 1 {
            return
        }
        drawn = now
        let terminal = console.terminal
        let line = ProgressBar.line(
            progress, run: reply.summary.run, columns: terminal.columns - 1, unicode: terminal.unicode)
        console.writeMessage("\r\u{1B}[K" + line)
    }

    /// Leaves the terminal at the start of an empty line.
    mutating func close() { erase() }

    private mutating func erase() {
        guard drawn != nil else { return }
        console.writeMessage("\r\u{1B}[K")
        drawn = nil
    }
}
