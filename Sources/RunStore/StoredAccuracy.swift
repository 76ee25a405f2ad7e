import GRDB

/// The accuracy of one read-out at one moment of a run.
public struct StoredAccuracy: Sendable, Equatable {
    /// The read-out: head, class-mean or ridge.
    public var readout: String
    /// The data it was evaluated on: validation or test.
    public var split: String
    /// Fraction of samples classified right.
    public var accuracy: Double
    /// Samples evaluated.
    public var samples: Int
    /// Number of the last batch before the evaluation.
    public var batch: Int
    /// Training samples measured before the evaluation.
    public var measurements: Int

    /// An accuracy from its parts.
    public init(readout: String, split: String, accuracy: Double, samples: Int, batch: Int, measurements: Int) {
        self.readout = readout
        self.split = split
        self.accuracy = accuracy
        self.samples = samples
        self.batch = batch
        self.measurements = measurements
    }

    init(_ row: Row) throws {
        self.init(
            readout: try row.decode(forColumn: "readout"),
            split: try row.decode(forColumn: "split"),
            accuracy: try row.decode(forColumn: "accuracy"),
            samples: try row.decode(forColumn: "samples"),
            batch: try row.decode(forColumn: "batch"),
            measurements: try row.decode(forColumn: "measurements"))
    }
}
