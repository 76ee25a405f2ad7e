import ControlInterface

/// What is known of a run so far, and at its end the last line of `--json`.
struct RunOutcome: Encodable {
    private(set) var summary: RunSummary
    private(set) var result: RunResult?
    private(set) var accuracies = LatestAccuracies()
    /// The last event the daemon told of.
    private(set) var event: RunEvent?

    init(_ reply: FollowRun.Reply) {
        summary = reply.summary
        add(reply)
    }

    mutating func add(_ reply: FollowRun.Reply) {
        summary = reply.summary
        accuracies.add(reply.accuracies)
        event = reply.event ?? event
        guard let result = reply.result else { return }
        self.result = result
        accuracies.add(result.accuracies)
    }

    /// Whether the run will not go on by itself.
    var hasEnded: Bool { hasSucceeded || ["aborted", "failed", "interrupted"].contains(summary.state) }

    /// Whether it ended as it was meant to.
    var hasSucceeded: Bool { ["finished", "stopped"].contains(summary.state) }

    /// 0...1, by the head where it reads out, as the daemon reports it.
    var validationAccuracy: Double? {
        result?.validationAccuracy ?? summary.validationAccuracy ?? accuracies.value("head", split: "validation")
    }

    enum CodingKeys: String, CodingKey {
        case run, name, state, trainer, loss, dataset, device, seed, accuracies, measurements, pulses, message
        case testAccuracy = "test_accuracy"
        case validationAccuracy = "validation_accuracy"
        case batchesDone = "batches_done"
        case batchesTotal = "batches_total"
        case calibrationMeasurements = "calibration_measurements"
        case evaluationMeasurements = "evaluation_measurements"
        case wallSeconds = "wall_seconds"
        case deviceBusyFraction = "device_busy_fraction"
        case computeFraction = "compute_fraction"
        case waitFraction = "wait_fraction"
    }

    /// Every key is always there; what is not known is null.
    func encode(to encoder: any Encoder) throws {
        var line = encoder.container(keyedBy: CodingKeys.self)
        try line.encode(summary.run, forKey: .run)
        try line.encode(summary.name, forKey: .name)
        try line.encode(summary.state, forKey: .state)
        try line.encode(summary.trainer, forKey: .trainer)
        try line.encode(summary.loss, forKey: .loss)
        try line.encode(summary.dataset, forKey: .dataset)
        try line.encode(summary.device, forKey: .device)
        try line.encode(summary.seed, forKey: .seed)
        try line.encode(summary.batchesDone, forKey: .batchesDone)
        try line.encode(summary.batchesTotal, forKey: .batchesTotal)
        try line.encode(summary.message, forKey: .message)
        try line.encode(accuracies.bySplit, forKey: .accuracies)
        try line.encode(result?.testAccuracy ?? summary.testAccuracy, forKey: .testAccuracy)
        try line.encode(validationAccuracy, forKey: .validationAccuracy)
        try line.encode(result?.measurements ?? summary.measurements, forKey: .measurements)
        try line.encode(result?.calibrationMeasurements, forKey: .calibrationMeasurements)
        try line.encode(result?.evaluationMeasurements, forKey: .evaluationMeasurements)
        try line.encode(result?.pulses, forKey: .pulses)
        try line.encode(result?.wallSeconds, forKey: .wallSeconds)
        try line.encode(result?.deviceBusyFraction, forKey: .deviceBusyFraction)
        try line.encode(result?.computeFraction, forKey: .computeFraction)
        try line.encode(result?.waitFraction, forKey: .waitFraction)
    }
}
