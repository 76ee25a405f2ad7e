import ArgumentParser
import ControlInterface

/// `pibctl run list`
struct RunListCommand: LabCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List runs.")

    @Option(name: .long, help: "How many at most.")
    var limit: Int = 20

    @Option(name: .long, help: "Only runs in this state.")
    var state: String?

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("The limit must be 1 or more.") }
    }

    func run(in session: Session) async throws {
        let runs = try await session.client(daemon).runs(limit: limit, state: state)
        if results.json {
            for run in runs { try session.console.json(run) }
        } else if runs.isEmpty {
            session.console.message("no runs")
        } else {
            for line in Self.table(runs) { try session.console.result(line) }
        }
    }

    private static func table(_ runs: [RunSummary]) -> [String] {
        var table = Table([
            ("run", .right), ("state", .left), ("name", .left), ("trainer", .left), ("loss", .left),
            ("dataset", .left), ("seed", .right), ("measurements", .right), ("validation", .right), ("test", .right),
            ("submitted", .left),
        ])
        for run in runs {
            table.add([
                String(run.run), run.state, run.name, run.trainer, run.loss, run.dataset, String(run.seed),
                Quantities.count(run.measurements), Quantities.percent(run.validationAccuracy),
                Quantities.percent(run.testAccuracy), Timestamps.short(run.submittedAt),
            ])
        }
        return table.lines()
    }
}
