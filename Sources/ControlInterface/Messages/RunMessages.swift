/// Submits an experiment. With ``dryRun`` everything is checked and nothing is queued.
public struct SubmitRun: LabMethod {
    public static let methodName = "SubmitRun"

    /// The experiment file's text, TOML.
    public var experiment: String
    /// Where the text came from, absolute; messages name it and relative paths inside the text start from its folder.
    public var path: String?
    /// What relative paths in overrides start from, absolute.
    public var directory: String?
    /// `key=value` as on the command line.
    public var overrides: [String]
    /// The caller's `$PIBD_DATA`, absolute.
    public var dataPath: String?
    /// A name for the run.
    public var name: String?
    /// Only check everything.
    public var dryRun: Bool?

    enum CodingKeys: String, CodingKey {
        case experiment, path, directory, overrides, name
        case dataPath = "data_path"
        case dryRun = "dry_run"
    }

    /// A call with these parameters.
    public init(
        experiment: String, path: String? = nil, directory: String? = nil, overrides: [String] = [],
        dataPath: String? = nil, name: String? = nil, dryRun: Bool? = nil
    ) {
        self.experiment = experiment
        self.path = path
        self.directory = directory
        self.overrides = overrides
        self.dataPath = dataPath
        self.name = name
        self.dryRun = dryRun
    }

    /// What was queued, or would be.
    public struct Reply: Codable, Sendable, Equatable {
        /// The run's number; none in a dry run.
        public var run: Int?
        /// The experiment with every default and override filled in, TOML.
        public var resolved: String
        /// The trainable units, in order.
        public var units: [UnitShape]
        /// How many training samples will pass through the hardware.
        public var measurements: Int

        /// A reply with these contents.
        public init(run: Int?, resolved: String, units: [UnitShape], measurements: Int) {
            self.run = run
            self.resolved = resolved
            self.units = units
            self.measurements = measurements
        }
    }
}

/// Lists runs, the latest first.
public struct ListRuns: LabMethod {
    public static let methodName = "ListRuns"

    /// How many at most.
    public var limit: Int?
    /// Only runs in this state.
    public var state: String?
    /// Only runs on the device of this id.
    public var device: String?
    /// Only runs on the data set of this name.
    public var dataset: String?
    /// Only runs of this trainer.
    public var trainer: String?
    /// Only runs with this tag.
    public var tag: String?
    /// Only runs submitted at this moment or later; ISO 8601, UTC.
    public var since: String?

    /// A call with these parameters.
    public init(
        limit: Int? = nil, state: String? = nil, device: String? = nil, dataset: String? = nil,
        trainer: String? = nil, tag: String? = nil, since: String? = nil
    ) {
        self.limit = limit
        self.state = state
        self.device = device
        self.dataset = dataset
        self.trainer = trainer
        self.tag = tag
        self.since = since
    }

    /// The runs.
    public struct Reply: Codable, Sendable, Equatable {
        /// The latest first.
        public var runs: [RunSummary]

        /// A reply with these contents.
        public init(runs: [RunSummary]) { self.runs = runs }
    }
}

/// Asks for all that is known of one run but its metrics.
public struct GetRun: LabMethod {
    public static let methodName = "GetRun"

    /// The run's number.
    public var run: Int

    /// A call with these parameters.
    public init(run: Int) { self.run = run }

    /// A run with its configuration, provenance, result and history.
    public struct Reply: Codable, Sendable, Equatable {
        /// The run as it is now.
        public var summary: RunSummary
        /// The resolved experiment, TOML.
        public var configuration: String
        /// Software, driver and firmware versions, dataset hash and so on, by name.
        public var provenance: [String: String]
        /// How it came out, once it has ended.
        public var result: RunResult?
        /// The trainable units, in order.
        public var units: [UnitShape]
        /// Its history, oldest first.
        public var events: [RunEvent]
        /// What people wrote about it, oldest first.
        public var notes: [RunNote]

        /// A reply with these contents.
        public init(
            summary: RunSummary, configuration: String, provenance: [String: String], result: RunResult?,
            units: [UnitShape], events: [RunEvent], notes: [RunNote] = []
        ) {
            self.summary = summary
            self.configuration = configuration
            self.provenance = provenance
            self.result = result
            self.units = units
            self.events = events
            self.notes = notes
        }
    }
}
