import CElementwise

/// What one hidden unit showed in one batch.
public struct UnitReport: Sendable, Equatable {
    /// The unit's name.
    public let unit: String
    /// I(T;Y) by the run's loss [bit] (CKA: a number in 0...1); nil for a unit that does not learn.
    public let information: Double?
    /// Outputs that did not change within the batch.
    public let deadOutputs: Int
    /// Share of activated outputs at the top of their range.
    public let saturatedFraction: Double
    /// Share of activated outputs that are exactly zero.
    public let zeroFraction: Double
    /// Pulses of the update.
    public let pulses: Int

    init(
        unit: String, information: Double?, deadOutputs: Int = 0, saturatedFraction: Double = 0,
        zeroFraction: Double = 0, pulses: Int
    ) {
        self.unit = unit
        self.information = information
        self.deadOutputs = deadOutputs
        self.saturatedFraction = saturatedFraction
        self.zeroFraction = zeroFraction
        self.pulses = pulses
    }

    init(_ record: UnitRecord, unit: UnitSpecification, information: Double?, pulses: Int) {
        let outputs = record.outputs
        let counts = outputs.withUnsafeElements {
            pibd_count_outputs($0.baseAddress!, outputs.rows, outputs.columns, 0.999)
        }
        let total = Double(max(1, outputs.rows * outputs.columns))
        self.unit = unit.name
        self.information = information
        deadOutputs = counts.dead
        // A linear unit has no range of its own: what saturates there is the converter.
        saturatedFraction =
            unit.activation == .linear ? record.saturatedFraction : Double(counts.saturated) / total
        zeroFraction = Double(counts.zero) / total
        self.pulses = pulses
    }
}

/// What a head showed in one batch.
public struct HeadReport: Sendable, Equatable {
    /// Mean cross-entropy [bit].
    public let loss: Double
    /// Accuracy on the batch, before its update.
    public let accuracy: Double
    /// Pulses of the update.
    public let pulses: Int
}

/// What one batch of training showed.
public struct BatchReport: Sendable, Equatable {
    /// Samples pushed through the hardware by this batch: its measurements.
    public let measurements: Int
    /// The hidden units, in order.
    public let units: [UnitReport]
    /// The heads, in the network's order.
    public let heads: [HeadReport]
    /// Cells whose conductance was read for this batch; no measurements, but no gift either.
    public var cellsRead = 0

    /// Pulses of the whole batch.
    public var pulses: Int { units.reduce(0) { $0 + $1.pulses } + heads.reduce(0) { $0 + $1.pulses } }
}
