import ControlInterface

/// One run for people.
enum RunReport {
    static func lines(_ run: GetRun.Reply) -> [String] {
        var lines = heading(run.summary) + facts(run.summary)
        if let result = run.result { lines += [""] + outcome(result) }
        if !run.units.isEmpty { lines += ["", "Units"] + units(run.units) }
        if !run.notes.isEmpty { lines += ["", "Notes"] + run.notes.flatMap(NoteReport.lines) }
        if !run.events.isEmpty { lines += ["", "History"] + history(run.events) }
        if !run.provenance.isEmpty { lines += ["", "Provenance"] + provenance(run.provenance) }
        let configuration = run.configuration.split(separator: "\n", omittingEmptySubsequences: false)
        return lines + ["", "Configuration"]
            + configuration.map { "  \(String($0).onOneLine)".withoutTrailingSpaces }
    }

    /// The run, its state, and what went wrong.
    static func heading(_ summary: RunSummary) -> [String] {
        let name = summary.name.isEmpty ? "" : " \(summary.name)"
        let message = summary.message.map { ["  \($0)".onOneLine] } ?? []
        return ["run \(summary.run)\(name): \(summary.state)".onOneLine] + message + [""]
    }

    /// How a run came out: accuracies by read-out, then what it took.
    static func outcome(_ result: RunResult) -> [String] {
        accuracies(result.accuracies) + [""] + effort(result)
    }

    /// The units and their sizes.
    static func units(_ units: [UnitShape]) -> [String] {
        var table = Table([("unit", .left), ("inputs", .right), ("outputs", .right)])
        for unit in units { table.add([unit.unit, Quantities.count(unit.inputs), Quantities.count(unit.outputs)]) }
        return table.lines()
    }

    private static func facts(_ summary: RunSummary) -> [String] {
        var table = Table([("", .left), ("", .left)])
        table.add(["trainer", "\(summary.trainer), loss \(summary.loss)"])
        table.add(["dataset", summary.dataset])
        table.add(["device", summary.device])
        table.add(["seed", String(summary.seed)])
        let done = "\(Quantities.count(summary.batchesDone)) of \(Quantities.count(summary.batchesTotal))"
        table.add(["batches", "\(done), \(Quantities.count(summary.measurements)) measurements"])
        table.add(["operator", summary.operator])
        if !summary.tags.isEmpty { table.add(["tags", summary.tags.joined(separator: " ")]) }
        table.add(["submitted", Timestamps.short(summary.submittedAt)])
        table.add(["started", summary.startedAt.map(Timestamps.short) ?? "-"])
        table.add(["ended", summary.endedAt.map(Timestamps.short) ?? "-"])
        return table.lines()
    }

    private static func accuracies(_ accuracies: [Accuracy]) -> [String] {
        let latest = LatestAccuracies(accuracies)
        guard !latest.readouts.isEmpty else { return ["  not evaluated"] }
        var table = Table([("accuracy", .left), ("validation", .right), ("test", .right)])
        for readout in latest.readouts {
            table.add([
                Readout.title(readout), Quantities.percent(latest.value(readout, split: "validation")),
                Quantities.percent(latest.value(readout, split: "test")),
            ])
        }
        return table.lines()
    }

    private static func effort(_ result: RunResult) -> [String] {
        var table = Table([("", .left), ("", .left)])
        let apart = "\(Quantities.count(result.calibrationMeasurements)) to calibrate, "
            + "\(Quantities.count(result.evaluationMeasurements)) to evaluate"
        table.add(["measurements", "\(Quantities.count(result.measurements)); apart from them \(apart)"])
        table.add(["pulses", Quantities.count(result.pulses)])
        table.add(["wall time", Quantities.duration(result.wallSeconds)])
        let shares = [
            "device busy \(Quantities.percent(result.deviceBusyFraction))",
            "computing \(Quantities.percent(result.computeFraction))",
            "waiting \(Quantities.percent(result.waitFraction))",
        ]
        table.add(["time spent", shares.joined(separator: ", ")])
        return table.lines()
    }

    private static func history(_ events: [RunEvent]) -> [String] {
        var table = Table([("", .left), ("", .left), ("", .left)])
        for event in events { table.add([Timestamps.short(event.at), event.kind, event.message]) }
        return table.lines()
    }

    private static func provenance(_ provenance: [String: String]) -> [String] {
        var table = Table([("", .left), ("", .left)])
        for (name, value) in provenance.sorted(by: { $0.key < $1.key }) { table.add([name, value]) }
        return table.lines()
    }
}
