import ControlInterface
import Laboratory
import RunStore

extension LabService {
    func submit(_ call: VarlinkCall) async throws {
        let request = try call.decode(SubmitRun.self)
        let experiment = ExperimentRequest(
            text: request.experiment, path: request.path, overrides: request.absoluteOverrides,
            dataPath: request.dataPath, name: request.name)
        let plan = try await laboratory.runs.plan(experiment)
        var run: Int64?
        if request.dryRun != true {
            run = try await laboratory.runs.submit(plan, request: experiment, by: call.user)
            AuditNote.current?.mark(device: plan.experiment.device, run: run.map(Int.init))
        }
        try await call.reply(
            SubmitRun.Reply(
                run: run.map(Int.init), resolved: plan.experiment.resolvedTOML,
                units: plan.shapes.map { UnitShape(unit: $0.unit, inputs: $0.inputs, outputs: $0.outputs) },
                measurements: plan.measurements))
    }

    func getRun(_ request: GetRun) async throws -> GetRun.Reply {
        let store = laboratory.store
        let run = Int64(request.run)
        let summary = try await found(request.run)
        return GetRun.Reply(
            summary: RunSummary(summary), configuration: try await store.experiment(run).configuration,
            provenance: try await store.provenance(run), result: try await result(run),
            units: try await store.units(run).map {
                UnitShape(unit: $0.name, inputs: $0.inputs, outputs: $0.outputs)
            },
            events: try await store.events(run).map { RunEvent(at: $0.time, kind: $0.kind, message: $0.message) },
            notes: try await store.notes(run).map(RunNote.init))
    }

    func conductances(_ request: GetConductances) async throws -> GetConductances.Reply {
        _ = try await found(request.run)
        guard let cells = try await laboratory.store.conductances(Int64(request.run), unit: request.unit) else {
            let units = try await laboratory.store.units(Int64(request.run)).map(\.name).joined(separator: ", ")
            throw LabError(
                .invalidParameter(parameter: "unit"),
                message: "run \(request.run) has no conductances of a unit \"\(request.unit)\"",
                remedy: "They are stored at the end of a run, for its units \(units).")
        }
        return GetConductances.Reply(
            conductances: try Tensor(shape: [cells.rows, cells.columns], values: cells.siemens), unitOfMeasure: "S")
    }

    func metrics(_ call: VarlinkCall) async throws {
        let request = try call.decode(GetMetrics.self)
        _ = try await found(request.run)
        let run = Int64(request.run)
        let accuracies = try await laboratory.store.accuracies(run).map(Accuracy.init)
        var first = request.firstBatch ?? 0
        while true {
            let batches = try await laboratory.store.batches(run, from: first, limit: call.wantsMore ? 500 : 100_000)
            let isLast = !call.wantsMore || batches.count < 500
            try await call.reply(
                GetMetrics.Reply(batches: batches.map(BatchMetrics.init), accuracies: isLast ? accuracies : []),
                continues: !isLast)
            guard !isLast, let last = batches.last else { return }
            first = last.batch + 1
        }
    }

    /// Sends each batch once, as soon as it is stored, then how the run ended. The store is the only source, so a
    /// follower that is slow misses nothing and holds nobody up.
    func follow(_ call: VarlinkCall) async throws {
        let request = try call.decode(FollowRun.self)
        let run = Int64(request.run)
        var next = request.fromBatch ?? 0
        var sentState: RunState?
        var sentAccuracies = 0
        for await _ in laboratory.signals.changes(of: run) {
            var more = true
            while more {
                // The state is read first: what is read after an end is everything there is.
                let stored = try await found(request.run)
                let summary = RunSummary(stored)
                let batches = try await laboratory.store.batches(run, from: next, limit: 200)
                let accuracies = try await laboratory.store.accuracies(run)
                if let last = batches.last { next = last.batch + 1 }
                for batch in batches {
                    let due = accuracies[sentAccuracies...].prefix { $0.batch <= batch.batch }
                    sentAccuracies += due.count
                    try await call.reply(
                        FollowRun.Reply(
                            summary: summary, batch: BatchMetrics(batch), accuracies: due.map(Accuracy.init)),
                        continues: true)
                }
                more = batches.count == 200
                if !more, stored.state.isEnded {
                    try await call.reply(
                        FollowRun.Reply(
                            summary: summary, accuracies: accuracies[sentAccuracies...].map(Accuracy.init),
                            result: try await result(run)))
                    return
                }
                if stored.state != sentState, batches.isEmpty {
                    try await call.reply(FollowRun.Reply(summary: summary), continues: true)
                }
                sentState = stored.state
            }
        }
    }

    /// Does something with a run and returns what has become of it.
    func resume(_ request: ResumeRun, by user: Operator) async throws -> RunControlReply {
        if let tolerance = request.tolerance, !(0...1).contains(tolerance) {
            throw LabError(
                .invalidParameter(parameter: "tolerance"), message: "a tolerance of \(tolerance) of the window",
                remedy: "give a number from 0 to 1")
        }
        return try await control(request.run) {
            try await laboratory.runs.resume(
                $0, reprogram: request.reprogram ?? false, tolerance: request.tolerance, by: user)
        }
    }

    func control(_ run: Int, _ action: (Int64) async throws -> Void) async throws -> RunControlReply {
        _ = try await found(run)
        try await action(Int64(run))
        return RunControlReply(summary: RunSummary(try await found(run)))
    }

    private func found(_ run: Int) async throws -> StoredRun {
        do {
            return try await laboratory.store.run(Int64(run))
        } catch let error as RunStoreError where error.code == .noSuchRun {
            throw LabError(.runNotFound(run: run), message: error.message, remedy: error.remedy)
        }
    }

    private func result(_ run: Int64) async throws -> RunResult? {
        guard let result = try await laboratory.store.result(run) else { return nil }
        return RunResult(result, accuracies: try await laboratory.store.accuracies(run))
    }
}

extension SubmitRun {
    /// The overrides, with a relative data path made absolute: the daemon's working directory is not the caller's.
    fileprivate var absoluteOverrides: [String] {
        guard let directory else { return overrides }
        return overrides.map { override in
            guard override.hasPrefix("data="), !override.hasPrefix("data=/") else { return override }
            return "data=\(directory)/\(override.dropFirst("data=".count))"
        }
    }
}
