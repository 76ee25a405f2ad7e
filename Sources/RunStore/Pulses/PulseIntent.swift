/// A map of pulses that is about to be sent to a device.
public struct PulseIntent: Sendable, Equatable {
    /// Counted from 1 through the whole run.
    public var number: Int
    /// How often the run had been resumed.
    public var resumption: Int
    /// The batch whose update it is; 0 for what prepares the cells.
    public var batch: Int
    /// The unit.
    public var unit: String
    /// Tile of its cells.
    public var tile: Int
    /// Rows of its cells.
    public var rows: Range<Int>
    /// Columns of its cells.
    public var columns: Range<Int>
    /// Pulses asked for, SET and RESET together.
    public var pulses: Int
    /// A digest of the counts, by which a map computed again is known to be the same.
    public var digest: UInt64

    /// An intent from its parts.
    public init(
        number: Int, resumption: Int, batch: Int, unit: String, tile: Int, rows: Range<Int>, columns: Range<Int>,
        pulses: Int, digest: UInt64
    ) {
        self.number = number
        self.resumption = resumption
        self.batch = batch
        self.unit = unit
        self.tile = tile
        self.rows = rows
        self.columns = columns
        self.pulses = pulses
        self.digest = digest
    }
}
