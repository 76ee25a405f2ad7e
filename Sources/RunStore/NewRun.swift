/// A run as it is submitted.
public struct NewRun: Sendable, Equatable {
    /// What people call it.
    public var name: String
    /// The experiment it was asked for.
    public var experiment: StoredExperiment
    /// Name of the trainer, for instance `pib`.
    public var trainer: String
    /// Name of the local loss, for instance `renyi`.
    public var loss: String
    /// Name of the data set.
    public var dataset: String
    /// Id of the device it trains on.
    public var device: String
    /// The root seed.
    public var seed: Int64
    /// Batches it is to train.
    public var batchesTotal: Int
    /// Numeric id of the user who submitted it.
    public var operatorUID: UInt32
    /// Name of that user.
    public var operatorName: String
    /// Its units in order.
    public var units: [StoredUnit]
    /// What is known so far of where its results come from: versions, hashes, settings.
    public var provenance: [String: String]

    /// A run from its parts.
    public init(
        name: String, experiment: StoredExperiment, trainer: String, loss: String, dataset: String, device: String,
        seed: Int64, batchesTotal: Int, operatorUID: UInt32, operatorName: String, units: [StoredUnit],
        provenance: [String: String] = [:]
    ) {
        self.name = name
        self.experiment = experiment
        self.trainer = trainer
        self.loss = loss
        self.dataset = dataset
        self.device = device
        self.seed = seed
        self.batchesTotal = batchesTotal
        self.operatorUID = operatorUID
        self.operatorName = operatorName
        self.units = units
        self.provenance = provenance
    }
}
