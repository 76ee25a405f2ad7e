import ControlInterface
import HDF5Files

/// What a run is and where it comes from, as attributes of a file.
enum RunAttributes {
    /// All of it by name: the run's own as they are called on the wire, then `result.`, `provenance.` and the
    /// configuration as TOML.
    static func all(_ run: GetRun.Reply) -> [String: HDF5Attribute] {
        var attributes = summary(run.summary)
        attributes["configuration"] = .text(run.configuration)
        for (name, value) in run.provenance { attributes["provenance.\(name)"] = .text(value) }
        if let result = run.result { attributes.merge(outcome(result)) { $1 } }
        // One text: an attribute that is an array cannot have more than 64 KiB.
        if !run.notes.isEmpty {
            attributes["notes"] = .text(run.notes.map { "\($0.at) \($0.author): \($0.text)" }.joined(separator: "\n"))
        }
        return attributes
    }

    private static func summary(_ run: RunSummary) -> [String: HDF5Attribute] {
        var attributes: [String: HDF5Attribute] = [
            "run": .integer(Int64(run.run)), "name": .text(run.name), "state": .text(run.state),
            "trainer": .text(run.trainer), "loss": .text(run.loss), "dataset": .text(run.dataset),
            "device": .text(run.device), "seed": .integer(Int64(run.seed)), "operator": .text(run.operator),
            "submitted_at": .text(run.submittedAt), "batches_done": .integer(Int64(run.batchesDone)),
            "batches_total": .integer(Int64(run.batchesTotal)),
        ]
        attributes["started_at"] = run.startedAt.map(HDF5Attribute.text)
        attributes["ended_at"] = run.endedAt.map(HDF5Attribute.text)
        attributes["message"] = run.message.map(HDF5Attribute.text)
        if !run.tags.isEmpty { attributes["tags"] = .text(run.tags.joined(separator: " ")) }
        return attributes
    }

    private static func outcome(_ result: RunResult) -> [String: HDF5Attribute] {
        var attributes: [String: HDF5Attribute] = [
            "result.measurements": .integer(Int64(result.measurements)),
            "result.calibration_measurements": .integer(Int64(result.calibrationMeasurements)),
            "result.evaluation_measurements": .integer(Int64(result.evaluationMeasurements)),
            "result.pulses": .integer(Int64(result.pulses)), "result.wall_seconds": .number(result.wallSeconds),
            "result.device_busy_fraction": .number(result.deviceBusyFraction),
            "result.compute_fraction": .number(result.computeFraction),
            "result.wait_fraction": .number(result.waitFraction),
        ]
        attributes["result.test_accuracy"] = result.testAccuracy.map(HDF5Attribute.number)
        attributes["result.validation_accuracy"] = result.validationAccuracy.map(HDF5Attribute.number)
        attributes["result.solved_after_episodes"] = result.solvedAfterEpisodes.map { .integer(Int64($0)) }
        return attributes
    }
}
