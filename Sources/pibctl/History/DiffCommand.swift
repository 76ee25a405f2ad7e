import ArgumentParser
import ControlInterface

/// `pibctl diff`
struct DiffCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show in what two runs differ: configuration, provenance, result.",
        discussion: "Only what differs is shown, side by side; \"-\" stands where one of them has nothing.")

    @Argument(help: "The number of one run.")
    var first: Int

    @Argument(help: "The number of the other.")
    var second: Int

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        let client = try await session.client(daemon)
        let differences = RunDifference.all(try await client.run(first), try await client.run(second))
        if results.json {
            for difference in differences { try session.console.json(difference) }
        } else if differences.isEmpty {
            session.console.message("runs \(first) and \(second) do not differ")
        } else {
            for line in table(differences) { try session.console.result(line) }
        }
    }

    private func table(_ differences: [RunDifference]) -> [String] {
        var table = Table([("", .left), ("", .left), ("run \(first)", .left), ("run \(second)", .left)])
        var section = ""
        for difference in differences {
            table.add([
                difference.section == section ? "" : difference.section, difference.name,
                difference.first?.shown ?? "-", difference.second?.shown ?? "-",
            ])
            section = difference.section
        }
        return table.lines()
    }
}
