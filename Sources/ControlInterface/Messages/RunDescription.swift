/// A run in one line.
public struct RunSummary: Codable, Sendable, Equatable {
    /// The run's number.
    public var run: Int
    /// The name its submitter gave it.
    public var name: String
    /// Its state: queued, preparing, running, paused, finished, stopped, aborted, failed or interrupted.
    public var state: String
    /// The trainer's name: pib, random-units, ...
    public var trainer: String
    /// The local loss: renyi, log-det or cka.
    public var loss: String
    /// The data set's name.
    public var dataset: String
    /// The device's id.
    public var device: String
    /// The root seed of all its random numbers.
    public var seed: Int
    /// How many batches it has trained on.
    public var batchesDone: Int
    /// How many batches it is to train on.
    public var batchesTotal: Int
    /// Training samples through the hardware so far.
    public var measurements: Int
    /// ISO 8601, UTC.
    public var submittedAt: String
    /// ISO 8601, UTC.
    public var startedAt: String?
    /// ISO 8601, UTC.
    public var endedAt: String?
    /// Who submitted it.
    public var `operator`: String
    /// 0...1, once the run has ended.
    public var testAccuracy: Double?
    /// 0...1, the latest.
    public var validationAccuracy: Double?
    /// What went wrong, if anything did.
    public var message: String?
    /// Its tags in alphabetical order.
    public var tags: [String]

    enum CodingKeys: String, CodingKey {
        case run, name, state, trainer, loss, dataset, device, seed, measurements, message, tags
        case batchesDone = "batches_done"
        case batchesTotal = "batches_total"
        case submittedAt = "submitted_at"
        case startedAt = "started_at"
        case endedAt = "ended_at"
        case `operator` = "operator"
        case testAccuracy = "test_accuracy"
        case validationAccuracy = "validation_accuracy"
    }

    /// A value with these members.
    public init(
        run: Int, name: String, state: String, trainer: String, loss: String, dataset: String, device: String,
        seed: Int, batchesDone: Int, batchesTotal: Int, measurements: Int, submittedAt: String,
        startedAt: String? = nil, endedAt: String? = nil, operator: String, testAccuracy: Double? = nil,
        validationAccuracy: Double? = nil, message: String? = nil, tags: [String] = []
    ) {
        self.run = run
        self.name = name
        self.state = state
        self.trainer = trainer
        self.loss = loss
        self.dataset = dataset
        self.device = device
        self.seed = seed
        self.batchesDone = batchesDone
        self.batchesTotal = batchesTotal
        self.measurements = measurements
        self.submittedAt = submittedAt
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.operator = `operator`
        self.testAccuracy = testAccuracy
        self.validationAccuracy = validationAccuracy
        self.message = message
        self.tags = tags
    }
}

/// Something that happened to a run.
public struct RunEvent: Codable, Sendable, Equatable {
    /// ISO 8601, UTC.
    public var at: String
    /// What kind of event.
    public var kind: String
    /// What happened.
    public var message: String

    /// A value with these members.
    public init(at: String, kind: String, message: String) {
        self.at = at
        self.kind = kind
        self.message = message
    }
}

/// How large one trainable unit is.
public struct UnitShape: Codable, Sendable, Equatable {
    /// The unit's name.
    public var unit: String
    /// How many inputs, without the bias.
    public var inputs: Int
    /// How many outputs.
    public var outputs: Int

    /// A value with these members.
    public init(unit: String, inputs: Int, outputs: Int) {
        self.unit = unit
        self.inputs = inputs
        self.outputs = outputs
    }
}
