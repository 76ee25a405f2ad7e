import ArgumentParser
import ControlInterface

/// `pibctl train`
struct TrainCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Submit an experiment and follow it to its end.",
        discussion: """
            Ctrl-C lets go of the run, which goes on, and says how to follow it again; a second Ctrl-C within \
            \(Interrupt.graceSeconds) seconds stops it.
            """)

    @OptionGroup var experiment: ExperimentArguments
    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        let submission = try experiment.submission(in: session, dryRun: false)
        let reply = try await session.client(daemon).submit(submission)
        guard let run = reply.run else {
            throw CommandFailure(
                .runFailed, "the daemon took the experiment but named no run", remedy: "see pibctl run list")
        }
        try await RunFollower(
            run: run, session: session, daemon: daemon, json: results.json, secondInterruptStops: true
        ).follow()
    }
}
