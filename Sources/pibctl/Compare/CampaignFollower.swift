import ControlInterface

/// Waits for the runs of a campaign, one after the other, and shows how far it is.
struct CampaignFollower {
    let campaign: Campaign
    let session: Session
    let daemon: DaemonOptions

    private enum Ending { case ended, interrupted, noInterrupts }

    /// Returns true when every run has ended, whatever way, and false after Ctrl-C. Throws when the daemon goes away.
    func follow() async throws -> Bool {
        let interrupts = session.interrupts()
        return try await withThrowingTaskGroup(of: Ending.self) { group in
            group.addTask {
                try await followAll()
                return .ended
            }
            group.addTask {
                for await interrupt in interrupts where interrupt == .pressed { return .interrupted }
                return .noInterrupts
            }
            defer { group.cancelAll() }
            while let ending = try await group.next() {
                switch ending {
                case .ended: return true
                case .interrupted:
                    session.console.message("the runs go on; the same command again takes them up")
                    return false
                case .noInterrupts: continue
                }
            }
            return true
        }
    }

    private func followAll() async throws {
        let total = campaign.entries.reduce(0) { $0 + $1.batches }
        var before = 0
        for (index, entry) in campaign.entries.enumerated() {
            let label = "\(index + 1) of \(campaign.entries.count): \(entry.method.name) seed \(entry.seed)"
            var display = CampaignDisplay(label: label, run: entry.run, console: session.console)
            defer { display.close() }
            var last: FollowRun.Reply?
            for try await reply in try await session.client(daemon).follow(entry.run) {
                last = reply
                let done = before + min(entry.batches, reply.batch?.batch ?? reply.summary.batchesDone)
                display.show(reply, fraction: Double(done) / Double(max(1, total)))
            }
            display.end(last)
            before += entry.batches
        }
    }
}

/// A campaign's progress: a bar redrawn in place on a terminal, a line for each run elsewhere.
struct CampaignDisplay {
    let label: String
    let run: Int
    let console: Console
    private var accuracy: Double?
    private var drawn: ContinuousClock.Instant?

    init(label: String, run: Int, console: Console) {
        self.label = label
        self.run = run
        self.console = console
    }

    /// Takes a reply of the run in hand; `fraction` is how much of the whole campaign is done.
    mutating func show(_ reply: FollowRun.Reply, fraction: Double) {
        accuracy = reply.accuracies.last { $0.split == "validation" }?.accuracy ?? accuracy
        guard console.terminal.messagesAreTerminal else { return }
        if let drawn, ContinuousClock.now - drawn < .milliseconds(100) { return }
        drawn = .now
        let columns = console.terminal.columns - 1
        let bar = ProgressBar.bar(fraction, width: max(0, min(30, columns / 6)), unicode: console.terminal.unicode)
        let text = "\(bar)  \(label) (run \(run), \(reply.summary.state))"
            + (accuracy.map { "  val \(Quantities.percent($0))" } ?? "")
        console.writeMessage("\r\u{1B}[K" + text.prefix(columns))
    }

    /// Says how the run ended.
    mutating func end(_ reply: FollowRun.Reply?) {
        close()
        let state = reply?.summary.state ?? "unknown"
        let test = reply?.result?.testAccuracy ?? reply?.summary.testAccuracy
        console.message("\(label) (run \(run)): \(state), test \(Quantities.percent(test))".onOneLine)
    }

    /// Leaves the terminal at the start of an empty line.
    mutating func close() {
        guard drawn != nil else { return }
        console.writeMessage("\r\u{1B}[K")
        drawn = nil
    }
}
