import ArgumentParser
import ControlInterface

/// `pibctl run snapshot`
struct RunSnapshotCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot", abstract: "Keep the cells that a run ended with, or last kept, under a name.")

    @OptionGroup var target: RunArgument
    @Option(help: "What to call it: letters, digits, \"-\" and \"_\".")
    var name: String
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        try await session.client(daemon).snapshot(target.run, as: name)
        try session.console.result("the cells of run \(target.run) are kept as \(name)".onOneLine)
    }
}

/// `pibctl run restore`
struct RunRestoreCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Write kept cells to a device, the same one or another.")

    @Argument(help: "The snapshot's name.")
    var name: String
    @Option(help: "The device's id.")
    var device: String
    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        let reply = try await session.client(daemon).restore(name, to: device)
        guard !results.json else { return try session.console.json(reply) }
        for unit in reply.units {
            let (typical, largest) = (Quantities.percent(unit.rootMeanSquare), Quantities.percent(unit.largest))
            try session.console.result("\(unit.unit): \(typical) off the window, \(largest) at most".onOneLine)
        }
        try session.console.result("\(Quantities.count(reply.pulses)) pulses")
    }
}
