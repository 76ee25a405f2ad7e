/// Asks for a run's stored metrics. Answered in several replies when called with `more`.
public struct GetMetrics: LabMethod {
    public static let methodName = "GetMetrics"

    /// The run's number.
    public var run: Int
    /// The first batch wanted; none for all.
    public var firstBatch: Int?

    enum CodingKeys: String, CodingKey {
        case run
        case firstBatch = "first_batch"
    }

    /// A call with these parameters.
    public init(run: Int, firstBatch: Int? = nil) {
        self.run = run
        self.firstBatch = firstBatch
    }

    /// Metrics, all of them or the next part.
    public struct Reply: Codable, Sendable, Equatable {
        /// In order of batches.
        public var batches: [BatchMetrics]
        /// In order of batches.
        public var accuracies: [Accuracy]

        /// A reply with these contents.
        public init(batches: [BatchMetrics], accuracies: [Accuracy]) {
            self.batches = batches
            self.accuracies = accuracies
        }
    }
}

/// Asks for the trained conductances of one unit, as read back at the end of the run.
public struct GetConductances: LabMethod {
    public static let methodName = "GetConductances"

    /// The run's number.
    public var run: Int
    /// The unit's name.
    public var unit: String

    /// A call with these parameters.
    public init(run: Int, unit: String) {
        self.run = run
        self.unit = unit
    }

    /// The conductances.
    public struct Reply: Codable, Sendable, Equatable {
        /// (inputs + bias) x 2 outputs; columns 2j and 2j+1 are the pair G+, G- of output j.
        public var conductances: Tensor
        /// The unit of the values, S.
        public var unitOfMeasure: String

        enum CodingKeys: String, CodingKey {
            case conductances
            case unitOfMeasure = "unit_of_measure"
        }

        /// A reply with these contents.
        public init(conductances: Tensor, unitOfMeasure: String) {
            self.conductances = conductances
            self.unitOfMeasure = unitOfMeasure
        }
    }
}

/// Follows a run until it ends: one reply a batch, those already stored first, each only after it is stored.
public struct FollowRun: LabMethod {
    public static let methodName = "FollowRun"

    /// The run's number.
    public var run: Int
    /// The first batch wanted; none for all.
    public var fromBatch: Int?

    enum CodingKeys: String, CodingKey {
        case run
        case fromBatch = "from_batch"
    }

    /// A call with these parameters.
    public init(run: Int, fromBatch: Int? = nil) {
        self.run = run
        self.fromBatch = fromBatch
    }

    /// One step of a run.
    public struct Reply: Codable, Sendable, Equatable {
        /// The run as it is now.
        public var summary: RunSummary
        /// The batch just stored.
        public var batch: BatchMetrics?
        /// Evaluations made since the reply before.
        public var accuracies: [Accuracy]
        /// What just happened.
        public var event: RunEvent?
        /// How the run came out; in the last reply.
        public var result: RunResult?

        /// A reply with these contents.
        public init(
            summary: RunSummary, batch: BatchMetrics? = nil, accuracies: [Accuracy] = [], event: RunEvent? = nil,
            result: RunResult? = nil
        ) {
            self.summary = summary
            self.batch = batch
            self.accuracies = accuracies
            self.event = event
            self.result = result
        }
    }
}
