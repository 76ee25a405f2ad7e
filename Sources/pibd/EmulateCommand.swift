import ArgumentParser

/// `pibd emulate`: boards that exist only as programs, behind the wires that real ones have.
struct EmulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emulate", abstract: "Serve an emulated board on a pseudo-terminal, a TCP port or a serial port.",
        subcommands: [EmulateCrossbarCommand.self, EmulateArcOneCommand.self])
}
