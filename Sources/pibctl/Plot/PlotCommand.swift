import ArgumentParser
import ControlInterface

/// `pibctl plot`
struct PlotCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot", abstract: "Draw a run's information per unit and accuracy over measurements.")

    @OptionGroup var target: RunArgument

    @Option(name: [.short, .long], help: ArgumentHelp("The picture to write.", valueName: "file.svg"))
    var output: String

    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        let client = try await session.client(daemon)
        let summary = try await client.run(target.run).summary
        let metrics = try await RunMetrics(of: target.run, from: client)
        guard !metrics.batches.isEmpty || !metrics.accuracies.isEmpty else {
            throw CommandFailure(
                .refused, "run \(target.run) has nothing to draw: it is \(summary.state) and no batch is stored",
                remedy: "wait for its first batch")
        }
        let figure = RunFigure(summary: summary, batches: metrics.batches, accuracies: metrics.accuracies)
        let path = try session.write(figure.svg(), to: output)
        session.console.message("wrote \(path)")
    }
}
