import ArgumentParser

/// `pibctl fault`
struct FaultCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fault", abstract: "Make simulated devices and emulated boards fail.",
        discussion: """
            Devices are simulated ones of the daemon. With --emulator the fault goes to a running pibd emulate, named \
            by the pseudo-terminal it serves. Kinds and triggers: docs/faults.md.
            """,
        subcommands: [FaultInjectCommand.self, FaultClearCommand.self, FaultListCommand.self])
}
