import ArgumentParser
import ControlInterface
import Dispatch

/// `pibctl top`
struct TopCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "top", abstract: "Watch the devices and the run under way.",
        discussion: """
            On a terminal the view is redrawn in place until q or Ctrl-C; elsewhere it is shown once. With --json one \
            line is written at each interval, until Ctrl-C or --count of them.
            """)

    @Option(name: .long, help: ArgumentHelp("Time between two looks, over which rates are.", valueName: "seconds"))
    var interval = 1.0

    @Option(name: .long, help: "How many views to show, then end.")
    var count: Int?

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    private struct Line: Encodable {
        var status: GetStatus.Reply
        var activity: GetActivity.Reply
        var rates: TopRates?
    }

    func validate() throws {
        guard interval >= 0.05, interval <= 3600 else {
            throw ValidationError("The interval must be from 0.05 to 3600 s.")
        }
        guard count.map({ $0 >= 1 }) ?? true else { throw ValidationError("The count must be 1 or more.") }
    }

    func run(in session: Session) async throws {
        let client = try await session.client(daemon)
        if results.json {
            try await untilInterrupted(session, keys: false) {
                try await watch(client, views: count) { sample, rates in
                    try session.console.json(Line(status: sample.status, activity: sample.activity, rates: rates))
                }
            }
        } else if session.console.terminal.outputIsTerminal {
            let screen = try TopScreen(session.console)
            defer { screen.close() }
            try await untilInterrupted(session, keys: true) {
                try await watch(client, views: count, firstAtOnce: true) { sample, rates in
                    try screen.show(TopReport(sample, rates: rates).lines() + ["", "  q ends"])
                }
            }
        } else {
            try await watch(client, views: count ?? 1) { sample, rates in
                for line in TopReport(sample, rates: rates).lines() { try session.console.result(line) }
            }
        }
    }

    /// Looks at each interval and shows what is new since the look before; `views` nil for ever.
    private func watch(
        _ client: LabClient, views: Int?, firstAtOnce: Bool = false,
        _ show: (TopSample, TopRates?) throws -> Void
    ) async throws {
        var earlier = try await TopSample.taken(from: client)
        var shown = 0
        if firstAtOnce { try show(earlier, nil) }
        while shown < views ?? .max {
            await pause()
            try Task.checkCancellation()
            let later = try await TopSample.taken(from: client)
            try show(later, TopRates(from: earlier, to: later))
            earlier = later
            shown += 1
        }
    }

    private func pause() async {
        // Cancelled: the caller looks whether it was.
        try? await Task.sleep(for: .seconds(interval))
    }

    private func untilInterrupted(
        _ session: Session, keys: Bool, _ work: @escaping @Sendable () async throws -> Void
    ) async throws {
        let interrupts = session.interrupts()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await work()
                return true
            }
            group.addTask {
                for await interrupt in interrupts where interrupt == .pressed { return true }
                return false
            }
            if keys {
                group.addTask {
                    for await key in TopScreen.keys() where key == "q" || key == "Q" { return true }
                    return false
                }
            }
            defer { group.cancelAll() }
            while let isOver = try await group.next() { if isOver { return } }
        }
    }
}
