import ArgumentParser

/// `pibctl run`
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Submit, list, show, follow and end runs.",
        subcommands: [
            RunSubmitCommand.self, RunListCommand.self, RunShowCommand.self, RunFollowCommand.self,
            RunPauseCommand.self, RunResumeCommand.self, RunStopCommand.self, RunAbortCommand.self,
            RunSnapshotCommand.self, RunRestoreCommand.self,
        ])
}

/// The run a command is about.
struct RunArgument: ParsableArguments {
    @Argument(help: "The run's number.")
    var run: Int
}
