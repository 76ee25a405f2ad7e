/// One read-out's accuracy at one moment of a run.
public struct Accuracy: Codable, Sendable, Equatable {
    /// head, class-mean or ridge.
    public var readout: String
    /// validation or test.
    public var split: String
    /// 0...1.
    public var accuracy: Double
    /// How many samples were judged.
    public var samples: Int
    /// How many batches had been trained on.
    public var batch: Int
    /// How many measurements had been made.
    public var measurements: Int

    /// A value with these members.
    public init(readout: String, split: String, accuracy: Double, samples: Int, batch: Int, measurements: Int) {
        self.readout = readout
        self.split = split
        self.accuracy = accuracy
        self.samples = samples
        self.batch = batch
        self.measurements = measurements
    }
}

/// What one unit showed in one batch.
public struct UnitMetrics: Codable, Sendable, Equatable {
    /// The unit's name.
    public var unit: String
    /// [bit] I(T;Y) by the run's loss; for CKA a number in 0...1. None where it could not be computed.
    public var information: Double?
    /// How many outputs never changed within the batch.
    public var deadOutputs: Int
    /// 0...1, the part of the outputs at the end of scale.
    public var saturatedFraction: Double
    /// 0...1, the part of the outputs that are zero.
    public var zeroFraction: Double
    /// How many pulses the update applied.
    public var pulses: Int

    enum CodingKeys: String, CodingKey {
        case unit, information, pulses
        case deadOutputs = "dead_outputs"
        case saturatedFraction = "saturated_fraction"
        case zeroFraction = "zero_fraction"
    }

    /// A value with these members.
    public init(
        unit: String, information: Double?, deadOutputs: Int, saturatedFraction: Double, zeroFraction: Double,
        pulses: Int
    ) {
        self.unit = unit
        self.information = information
        self.deadOutputs = deadOutputs
        self.saturatedFraction = saturatedFraction
        self.zeroFraction = zeroFraction
        self.pulses = pulses
    }
}

/// What a run showed in one batch.
public struct BatchMetrics: Codable, Sendable, Equatable {
    /// The batch, counted as the daemon stores it.
    public var batch: Int
    /// Training samples through the hardware so far.
    public var measurements: Int
    /// [s] As the daemon measured it.
    public var seconds: Double
    /// [nat] The head's cross-entropy on this batch.
    public var headLoss: Double?
    /// 0...1, the head's accuracy on this batch.
    public var headAccuracy: Double?
    /// One for each unit, in order.
    public var units: [UnitMetrics]
    /// The episodes, where the run learns from reward.
    public var episodes: Episodes?

    enum CodingKeys: String, CodingKey {
        case batch, measurements, seconds, units, episodes
        case headLoss = "head_loss"
        case headAccuracy = "head_accuracy"
    }

    /// A value with these members.
    public init(
        batch: Int, measurements: Int, seconds: Double, headLoss: Double?, headAccuracy: Double?,
        units: [UnitMetrics], episodes: Episodes? = nil
    ) {
        self.batch = batch
        self.measurements = measurements
        self.seconds = seconds
        self.headLoss = headLoss
        self.headAccuracy = headAccuracy
        self.units = units
        self.episodes = episodes
    }
}

/// How a run came out.
public struct RunResult: Codable, Sendable, Equatable {
    /// 0...1, none where the test set was not touched.
    public var testAccuracy: Double?
    /// 0...1, at the end.
    public var validationAccuracy: Double?
    /// Every evaluation of the run.
    public var accuracies: [Accuracy]
    /// Training samples through the hardware.
    public var measurements: Int
    /// Samples through the hardware to calibrate it, counted apart.
    public var calibrationMeasurements: Int
    /// Samples through the hardware to evaluate it, counted apart.
    public var evaluationMeasurements: Int
    /// Programming pulses applied.
    public var pulses: Int
    /// [s] From start to end.
    public var wallSeconds: Double
    /// 0...1, the part of the wall time in which the device worked.
    public var deviceBusyFraction: Double
    /// 0...1, the part in which the host computed.
    public var computeFraction: Double
    /// 0...1, the part in which neither did.
    public var waitFraction: Double
    /// Episodes of training after which the environment counted as solved.
    public var solvedAfterEpisodes: Int?

    enum CodingKeys: String, CodingKey {
        case accuracies, measurements, pulses
        case testAccuracy = "test_accuracy"
        case validationAccuracy = "validation_accuracy"
        case calibrationMeasurements = "calibration_measurements"
        case evaluationMeasurements = "evaluation_measurements"
        case wallSeconds = "wall_seconds"
        case deviceBusyFraction = "device_busy_fraction"
        case computeFraction = "compute_fraction"
        case waitFraction = "wait_fraction"
        case solvedAfterEpisodes = "solved_after_episodes"
    }

    /// A value with these members.
    public init(
        testAccuracy: Double?, validationAccuracy: Double?, accuracies: [Accuracy], measurements: Int,
        calibrationMeasurements: Int, evaluationMeasurements: Int, pulses: Int, wallSeconds: Double,
        deviceBusyFraction: Double, computeFraction: Double, waitFraction: Double,
        solvedAfterEpisodes: Int? = nil
    ) {
        self.testAccuracy = testAccuracy
        self.validationAccuracy = validationAccuracy
        self.accuracies = accuracies
        self.measurements = measurements
        self.calibrationMeasurements = calibrationMeasurements
        self.evaluationMeasurements = evaluationMeasurements
        self.pulses = pulses
        self.wallSeconds = wallSeconds
        self.deviceBusyFraction = deviceBusyFraction
        self.computeFraction = computeFraction
        self.waitFraction = waitFraction
        self.solvedAfterEpisodes = solvedAfterEpisodes
    }
}
