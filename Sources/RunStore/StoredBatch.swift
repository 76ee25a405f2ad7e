import GRDB

/// What one batch of a run measured.
public struct StoredBatch: Sendable, Equatable {
    /// Number of the batch, as the trainer counts it.
    public var batch: Int
    /// Training samples measured in the run up to and with this batch.
    public var measurements: Int
    /// Seconds since training began [s].
    public var seconds: Double
    /// Cross-entropy of the head [bit or nat, as the trainer says]; nil where there is none.
    public var headLoss: Double?
    /// Accuracy of the head on this batch, a fraction.
    public var headAccuracy: Double?
    /// The units in order.
    public var units: [StoredUnitMetrics]
    /// The episodes, where the run learns from reward.
    public var episodes: StoredEpisodes?

    /// A batch from its parts.
    public init(
        batch: Int, measurements: Int, seconds: Double, headLoss: Double?, headAccuracy: Double?,
        units: [StoredUnitMetrics], episodes: StoredEpisodes? = nil
    ) {
        self.batch = batch
        self.measurements = measurements
        self.seconds = seconds
        self.headLoss = headLoss
        self.headAccuracy = headAccuracy
        self.units = units
        self.episodes = episodes
    }

    init(_ row: Row, units: [StoredUnitMetrics]) throws {
        let played: Int? = try row.decode(forColumn: "episodes")
        self.init(
            batch: try row.decode(forColumn: "batch"),
            measurements: try row.decode(forColumn: "measurements"),
            seconds: try row.decode(forColumn: "seconds"),
            headLoss: try row.decode(forColumn: "head_loss"),
            headAccuracy: try row.decode(forColumn: "head_accuracy"),
            units: units,
            episodes: try played.map {
                StoredEpisodes(
                    episodes: $0, meanReturn: try row.decode(forColumn: "mean_return"),
                    greedyReturn: try row.decode(forColumn: "greedy_return"))
            })
    }
}
