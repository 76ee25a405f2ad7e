import ControlInterface

/// The runs of a comparison: one for every method and seed, all with the same measurements.
///
/// The daemon's store is its only memory. A run belongs to it when its complete configuration is what the comparison
/// asks for, so a campaign that was interrupted, or that shares runs with another one, does nothing twice.
struct Campaign: Sendable {
    /// One of its runs.
    struct Entry: Sendable {
        let method: TrainingMethod
        let seed: Int
        let run: Int
        let batches: Int
    }

    let entries: [Entry]
    let methods: [TrainingMethod]

    /// A run that is asked for, checked by the daemon.
    private struct Plan {
        let method: TrainingMethod
        let seed: Int
        let batches: Int
        let call: SubmitRun
        let configuration: String
    }

    private static let usable: Set<String> = ["queued", "preparing", "running", "paused", "finished"]

    /// Finds the runs that are there and submits the others. Throws what the daemon says of the experiment, before
    /// anything is submitted.
    init(
        _ experiment: SubmitRun, methods: [TrainingMethod], seeds: [Int], fresh: Bool, client: LabClient,
        console: Console
    ) async throws {
        let plans = try await Self.plans(experiment, methods: methods, seeds: seeds, client: client)
        let known = fresh ? [] : try await client.runs(limit: 10_000)
        let commit = try await client.status().commit
        var entries: [Entry] = []
        var found = 0
        for plan in plans {
            let there = try await Self.find(plan, in: known, commit: commit, client: client)
            if there != nil { found += 1 }
            let run = if let there { there } else { try await Self.submit(plan, client: client) }
            entries.append(Entry(method: plan.method, seed: plan.seed, run: run, batches: plan.batches))
        }
        if found > 0 { console.message("\(found) of \(plans.count) runs are there already") }
        self.entries = entries
        self.methods = methods
    }

    private static func plans(
        _ experiment: SubmitRun, methods: [TrainingMethod], seeds: [Int], client: LabClient
    ) async throws -> [Plan] {
        let total = try await client.submit(experiment).measurements
        var plans: [Plan] = []
        for method in methods {
            let single = try await client.submit(experiment.with(["trainer=\(method.name)", "batches=1"]))
            let batches = max(1, total / max(1, single.measurements))
            for seed in seeds {
                let call = experiment.with(["trainer=\(method.name)", "batches=\(batches)", "seed=\(seed)"])
                let configuration = try await client.submit(call).resolved
                plans.append(
                    Plan(method: method, seed: seed, batches: batches, call: call, configuration: configuration))
            }
        }
        return plans
    }

    private static func find(
        _ plan: Plan, in known: [RunSummary], commit: String, client: LabClient
    ) async throws -> Int? {
        for run in known
        where usable.contains(run.state) && run.trainer == plan.method.name && run.seed == plan.seed
            && run.batchesTotal == plan.batches {
            let stored = try await client.run(run.run)
            // The software of a queued run is noted when it begins.
            let isOfThisSoftware = stored.provenance["commit"].map { $0 == commit } ?? true
            if isOfThisSoftware, stored.configuration == plan.configuration { return run.run }
        }
        return nil
    }

    private static func submit(_ plan: Plan, client: LabClient) async throws -> Int {
        var call = plan.call
        call.dryRun = nil
        call.name = call.name ?? "compare \(plan.method.name) seed \(plan.seed)"
        guard let run = try await client.submit(call).run else {
            throw CommandFailure(.runFailed, "the daemon queued nothing", remedy: "see pibctl status")
        }
        return run
    }
}

extension SubmitRun {
    /// The same with other changes, only to be checked.
    fileprivate func with(_ changes: [String]) -> SubmitRun {
        var call = self
        let keys = changes.compactMap { $0.split(separator: "=").first }
        call.overrides = overrides.filter { override in !keys.contains { override.hasPrefix("\($0)=") } } + changes
        call.dryRun = true
        return call
    }
}
