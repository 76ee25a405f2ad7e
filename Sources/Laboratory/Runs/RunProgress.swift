import PhysicalLearning

/// How far a run has come, and what it took; what a resumed run goes on counting from.
struct RunProgress: Codable, Sendable, Equatable {
    /// Batches trained.
    var batches = 0
    /// Batches drawn from the data, those among them that were lost with their device.
    var drawn = 0
    /// Training samples measured.
    var measurements = 0
    /// Samples measured for calibration.
    var calibrationMeasurements = 0
    /// Samples measured for evaluation.
    var evaluationMeasurements = 0
    /// Pulses applied, those that prepared the cells included.
    var pulses = 0
    /// Time spent training [s].
    var seconds = 0.0
    /// What the run's time was spent on.
    var time = RunTime()
    /// Faults and what is done about them.
    var adaptation: RunAdaptation

    /// Nothing is done yet.
    init(_ experiment: Experiment) { adaptation = RunAdaptation(experiment) }
}

/// What a run's time was spent on [s]; device and computation overlap.
struct RunTime: Codable, Sendable, Equatable {
    var total = 0.0
    var device = 0.0
    var compute = 0.0
    var wait = 0.0

    /// This time and what `meter` has counted since.
    func adding(_ meter: ActivityMeter) -> RunTime {
        let shares = meter.shares
        return RunTime(
            total: total + shares.seconds, device: device + shares.device * shares.seconds,
            compute: compute + shares.compute * shares.seconds, wait: wait + shares.wait * shares.seconds)
    }

    /// The share of the whole that `part` is.
    func share(_ part: Double) -> Double { total > 0 ? part / total : 0 }
}
