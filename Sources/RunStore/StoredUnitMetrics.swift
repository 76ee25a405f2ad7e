import GRDB

/// What one unit showed in one batch.
public struct StoredUnitMetrics: Sendable, Equatable {
    /// Name of the unit.
    public var unit: String
    /// I(T;Y) by the run's loss [bit]; nil where it was not computed. Not-a-number is stored as nil.
    public var information: Double?
    /// Outputs that were the same for every sample.
    public var deadOutputs: Int
    /// Fraction of measured codes at the end of the converter's range.
    public var saturatedFraction: Double
    /// Fraction of outputs that were zero.
    public var zeroFraction: Double
    /// Pulses applied.
    public var pulses: Int

    /// Metrics from their parts.
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

    init(_ row: Row) throws {
        self.init(
            unit: try row.decode(forColumn: "unit"),
            information: try row.decode(forColumn: "information"),
            deadOutputs: try row.decode(forColumn: "dead_outputs"),
            saturatedFraction: try row.decode(forColumn: "saturated_fraction"),
            zeroFraction: try row.decode(forColumn: "zero_fraction"),
            pulses: try row.decode(forColumn: "pulses"))
    }
}
