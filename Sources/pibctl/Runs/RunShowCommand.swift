import ArgumentParser
import ControlInterface

/// `pibctl run show`
struct RunShowCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a run: its result, its history, its configuration, its provenance.")

    @OptionGroup var target: RunArgument
    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        let run = try await session.client(daemon).run(target.run)
        guard !results.json else { return try session.console.json(run) }
        for line in RunReport.lines(run) { try session.console.result(line) }
    }
}
