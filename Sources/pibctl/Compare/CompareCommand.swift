import ArgumentParser
import ControlInterface

/// `pibctl compare`
struct CompareCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Train the same network by several methods and compare what they reach.",
        discussion: """
            Every method gets the same measurements (training samples through the hardware), so one that needs two \
            passes for a sample gets half as many batches. The runs are queued in the daemon and go on without this \
            command. Called again with the same experiment it takes up the runs that are there, the finished ones too, \
            and submits only what is missing.
            """)

    @OptionGroup var experiment: ExperimentArguments

    @Option(name: .long, help: ArgumentHelp("The methods, with commas (default: all).", valueName: "a,b,..."))
    var methods: String?

    @Option(name: .long, help: ArgumentHelp("The seeds, with commas.", valueName: "0,1,..."))
    var seeds: String = "0,1,2"

    @Option(name: [.short, .long], help: ArgumentHelp("Draw accuracy against measurements.", valueName: "file.svg"))
    var output: String?

    @Option(name: .long, help: ArgumentHelp("Write every accuracy of every run.", valueName: "file.csv"))
    var csv: String?

    @Flag(name: .long, help: "Submit every run, also those that are there already.")
    var fresh = false

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        guard let seeds = Self.numbers(seeds), !seeds.isEmpty, Set(seeds).count == seeds.count else {
            throw ValidationError("'\(seeds)' are no seeds; write whole numbers with commas between them, each once.")
        }
        for key in ["trainer", "seed"] where experiment.overrides.contains(where: { $0.hasPrefix("\(key)=") }) {
            throw ValidationError("\(key)= is what the comparison changes; use --methods and --seeds.")
        }
    }

    func run(in session: Session) async throws {
        let client = try await session.client(daemon)
        let chosen = try Self.choose(methods, from: try await client.methods())
        let submission = try experiment.submission(in: session, dryRun: true)
        let campaign = try await Campaign(
            submission, methods: chosen, seeds: Self.numbers(seeds) ?? [], fresh: fresh, client: client,
            console: session.console)
        guard try await CampaignFollower(campaign: campaign, session: session, daemon: daemon).follow() else { return }
        let outcome = try await CampaignOutcome(campaign, client: client)
        try report(outcome, in: session)
    }

    private func report(_ outcome: CampaignOutcome, in session: Session) throws {
        if results.json {
            try session.console.json(outcome)
        } else {
            for line in CompareReport.lines(outcome) { try session.console.result(line) }
        }
        if let csv {
            session.console.message("wrote \(try session.write(CompareTable.csv(outcome), to: csv))")
        }
        if let output {
            session.console.message("wrote \(try session.write(CompareFigure(outcome).svg(), to: output))")
        }
        let failed = outcome.methods.flatMap(\.runs).filter { $0.state != "finished" }
        guard failed.isEmpty else {
            let list = failed.map { "run \($0.run) \($0.state)" }.joined(separator: ", ")
            throw CommandFailure(
                .runFailed, "not every run finished: \(list)",
                remedy: "see pibctl run show; the same command again submits those that are missing")
        }
    }

    static func numbers(_ list: String) -> [Int]? {
        let numbers = list.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        return numbers.allSatisfy { $0.map { $0 >= 0 } ?? false } ? numbers.compactMap { $0 } : nil
    }

    /// The methods named, in the order in which they are named. Throws ``CommandFailure`` for one that does not exist.
    private static func choose(_ names: String?, from known: [TrainingMethod]) throws -> [TrainingMethod] {
        guard let names else { return known }
        var chosen: [TrainingMethod] = []
        for name in names.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
            guard let method = known.first(where: { $0.name == name }) else {
                throw CommandFailure(
                    .usage, "there is no method \"\(name)\"",
                    remedy: "choose among \(known.map(\.name).joined(separator: ", "))")
            }
            if !chosen.contains(method) { chosen.append(method) }
        }
        return chosen
    }
}
