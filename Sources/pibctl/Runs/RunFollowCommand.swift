import ArgumentParser

/// `pibctl run follow`
struct RunFollowCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "follow", abstract: "Follow a run to its end; Ctrl-C lets go of it and it goes on.")

    @OptionGroup var target: RunArgument
    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        try await RunFollower(
            run: target.run, session: session, daemon: daemon, json: results.json, secondInterruptStops: false
        ).follow()
    }
}
