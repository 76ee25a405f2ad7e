import ArgumentParser

/// The command line of a laboratory run by pibd.
struct Pibctl: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pibctl",
        abstract: "Trains physical neural networks on the devices of a lab, through its daemon pibd.",
        discussion: """
            Results go to standard output, progress and messages to standard error.

            Exit codes: 0 done; 1 doctor found something wrong; 2 wrong arguments, experiment or data; 3 daemon \
            unreachable; 4 refused by a limit, an interlock or a state; 5 device lost; 6 time-out; 7 not permitted; \
            8 run failed.
            """,
        subcommands: [
            StatusCommand.self, TopCommand.self, DevicesCommand.self, DeviceCommand.self, AcquireCommand.self,
            ReleaseCommand.self, WhoCommand.self, SafeStateCommand.self, TrainCommand.self, RunCommand.self,
            CompareCommand.self, HistoryCommand.self, DiffCommand.self, TagCommand.self, NoteCommand.self,
            PlotCommand.self, ExportCommand.self, RecordCommand.self, ReplayCommand.self,
            FaultCommand.self, DoctorCommand.self, AuditCommand.self, BugReportCommand.self, VersionCommand.self,
        ])

    @OptionGroup var daemon: DaemonOptions
}
