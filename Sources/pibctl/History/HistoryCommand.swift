import ArgumentParser
import ControlInterface
import Foundation

/// `pibctl history`
struct HistoryCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "List what was run and what came of it, newest first.",
        discussion: """
            One line a run. Every option narrows the list further. Times are UTC.
            """)

    @Option(name: .long, help: "Only runs on the device of this id.")
    var device: String?

    @Option(name: .long, help: "Only runs on this data set.")
    var dataset: String?

    @Option(name: .long, help: "Only runs of this trainer.")
    var trainer: String?

    @Option(name: .long, help: "Only runs with this tag.")
    var tag: String?

    @Option(name: .long, help: "Only runs in this state.")
    var state: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only runs submitted since then: 2026-11-21, 2026-11-21T10:15:30Z, or 45m, 12h, 7d, 2w ago.",
            valueName: "when"))
    var since: String?

    @Option(name: .long, help: "How many at most.")
    var limit: Int = 50

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("The limit must be from 1 to 10000.") }
        if let since, PastMoment(since, now: Date()) == nil {
            throw ValidationError(
                "\"\(since)\" is not a moment: write 2026-11-21, 2026-11-21T10:15:30Z, or 45m, 12h, 7d or 2w.")
        }
    }

    func run(in session: Session) async throws {
        let runs = try await session.client(daemon).runs(
            ListRuns(
                limit: limit, state: state, device: device, dataset: dataset, trainer: trainer, tag: tag,
                since: since.flatMap { PastMoment($0, now: Date())?.text }))
        if results.json {
            for run in runs { try session.console.json(run) }
        } else if runs.isEmpty {
            session.console.message("no such runs")
        } else {
            for line in Self.table(runs) { try session.console.result(line) }
        }
    }

    private static func table(_ runs: [RunSummary]) -> [String] {
        var table = Table([
            ("run", .right), ("submitted", .left), ("state", .left), ("name", .left), ("trainer", .left),
            ("dataset", .left), ("device", .left), ("measurements", .right), ("validation", .right), ("test", .right),
            ("operator", .left), ("tags", .left),
        ])
        for run in runs {
            table.add([
                String(run.run), Timestamps.short(run.submittedAt), run.state, run.name, run.trainer, run.dataset,
                run.device, Quantities.count(run.measurements), Quantities.percent(run.validationAccuracy),
                Quantities.percent(run.testAccuracy), run.operator, run.tags.joined(separator: " "),
            ])
        }
        return table.lines()
    }
}
