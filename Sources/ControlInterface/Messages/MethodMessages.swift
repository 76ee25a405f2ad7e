/// Asks which training methods there are and what each needs of the bench.
public struct ListMethods: LabMethod {
    public static let methodName = "ListMethods"

    /// A call with these parameters.
    public init() {}

    /// The methods.
    public struct Reply: Codable, Sendable, Equatable {
        /// The methods, in the order in which an experiment file's documentation lists them.
        public var methods: [TrainingMethod]

        /// A reply with these contents.
        public init(methods: [TrainingMethod]) { self.methods = methods }
    }
}

/// A training method, and what a lab has to provide for it.
public struct TrainingMethod: Codable, Sendable, Equatable {
    /// Its name as an experiment's `trainer`.
    public var name: String
    /// The read-out whose accuracy counts as the method's own.
    public var readout: String
    /// When it reads conductances back: `never`, `where readable`, `for some settings`.
    public var readBack: String
    /// Whether it needs a model of the hardware.
    public var model: Bool
    /// Whether every sample is measured a second time.
    public var secondPhase: Bool
    /// Whether a signal runs backwards from unit to unit.
    public var backwardChain: Bool
    /// Whether an error made at the outputs is sent to every unit.
    public var broadcastError: Bool
    /// Passes of every training sample through the hardware, with default settings.
    public var passesPerSample: Int
    /// Maps of pulses written to every trained unit for a batch, with default settings.
    public var writesPerBatch: Int

    enum CodingKeys: String, CodingKey {
        case name, readout, model
        case readBack = "read_back"
        case secondPhase = "second_phase"
        case backwardChain = "backward_chain"
        case broadcastError = "broadcast_error"
        case passesPerSample = "passes_per_sample"
        case writesPerBatch = "writes_per_batch"
    }

    /// A method with these needs.
    public init(
        name: String, readout: String, readBack: String, model: Bool, secondPhase: Bool, backwardChain: Bool,
        broadcastError: Bool, passesPerSample: Int, writesPerBatch: Int
    ) {
        self.name = name
        self.readout = readout
        self.readBack = readBack
        self.model = model
        self.secondPhase = secondPhase
        self.backwardChain = backwardChain
        self.broadcastError = broadcastError
        self.passesPerSample = passesPerSample
        self.writesPerBatch = writesPerBatch
    }
}
