import ArgumentParser
import ControlInterface

/// `pibctl run submit`
struct RunSubmitCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Submit an experiment, or only check it.")

    @OptionGroup var experiment: ExperimentArguments

    @Flag(name: .long, help: "Check everything and queue nothing.")
    var dryRun = false

    @Flag(name: .long, help: "Follow the run to its end.")
    var follow = false

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        guard !dryRun || !follow else { throw ValidationError("A dry run queues nothing that could be followed.") }
    }

    func run(in session: Session) async throws {
        let submission = try experiment.submission(in: session, dryRun: dryRun)
        let reply = try await session.client(daemon).submit(submission)
        if results.json {
            try session.console.json(reply)
        } else if let run = reply.run {
            try session.console.result("run \(run)")
        } else {
            for line in Self.report(reply) { try session.console.result(line) }
        }
        guard follow, let run = reply.run else { return }
        try await RunFollower(
            run: run, session: session, daemon: daemon, json: results.json, secondInterruptStops: true
        ).follow()
    }

    private static func report(_ reply: SubmitRun.Reply) -> [String] {
        RunReport.units(reply.units) + [
            "", "  \(Quantities.count(reply.measurements)) measurements; nothing was queued", "", reply.resolved,
        ]
    }
}
