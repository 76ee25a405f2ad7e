import ArgumentParser
import ControlInterface

/// `pibd`: the daemon, and the emulated boards that stand in for real ones.
@main
struct Pibd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pibd", abstract: "The lab control daemon: measures physical neural networks and trains them.",
        version: Release.version, subcommands: [ServeCommand.self, CheckCommand.self, EmulateCommand.self],
        defaultSubcommand: ServeCommand.self)
}
