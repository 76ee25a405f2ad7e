import ArgumentParser
import ControlInterface

/// `pibctl run pause`
struct RunPauseCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Stop a run before its next batch and keep it to be resumed.")

    @OptionGroup var target: RunArgument
    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        try session.report(try await session.client(daemon).pause(target.run), results)
    }
}

/// `pibctl run resume`
struct RunResumeCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Continue a run that is paused, was interrupted or aborted, or has failed.",
        discussion: """
            A run that ended before its time goes on from its last checkpoint. Its cells are read and compared with \
            those of the checkpoint first; if they are too far off, nothing is done unless --reprogram or --tolerance \
            says so.
            """)

    @OptionGroup var target: RunArgument
    @Flag(help: "Write cells that have changed back to what they were.")
    var reprogram = false
    @Option(help: "How far cells may be off, root mean square in parts of the window.")
    var tolerance: Double?
    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        let summary = try await session.client(daemon).resume(
            target.run, reprogram: reprogram ? true : nil, tolerance: tolerance)
        try session.report(summary, results)
    }
}

/// `pibctl run stop`
struct RunStopCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "End a run after the batch in hand; what it learnt is evaluated and kept.")

    @OptionGroup var target: RunArgument
    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        try session.report(try await session.client(daemon).stop(target.run), results)
    }
}

/// `pibctl run abort`
struct RunAbortCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "abort", abstract: "End a run now; its devices go to their safe state.")

    @OptionGroup var target: RunArgument
    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        try session.report(try await session.client(daemon).abort(target.run), results)
    }
}

extension Session {
    /// Writes what a run is after a command about it.
    fileprivate func report(_ summary: RunSummary, _ results: ResultOptions) throws {
        guard !results.json else { return try console.json(summary) }
        let done = "\(Quantities.count(summary.batchesDone)) of \(Quantities.count(summary.batchesTotal))"
        try console.result("run \(summary.run): \(summary.state), \(done) batches".onOneLine)
    }
}
