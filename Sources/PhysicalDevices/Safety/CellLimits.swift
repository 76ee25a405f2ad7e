/// Limits of a block of cells, narrower than those of the whole device; nil where the device's own limit is enough.
///
/// A voltage on a row reaches every cell of that row, so the limit of read and bias voltages holds for the block's rows
/// whichever columns are read.
public struct CellLimits: Sendable, Equatable {
    /// The cells.
    public var block: CellBlock
    /// Highest magnitude of a read or bias voltage [V].
    public var maximumReadVoltage: Voltage?
    /// Highest SET amplitude [V].
    public var maximumSetVoltage: Voltage?
    /// Highest magnitude of a RESET amplitude [V].
    public var maximumResetVoltage: Voltage?
    /// Longest pulse [s].
    public var maximumPulseWidth: TimeSpan?
    /// Most pulses to one cell in one request.
    public var maximumPulsesPerRequest: Int?
    /// Most pulses to one cell over its life, as the wear account knows it.
    public var maximumPulsesPerCell: Int?
    /// Highest current through one cell [A]: magnitude of the voltage times the upper end of the conductance window.
    public var maximumCellCurrent: ElectricCurrent?

    /// No limits yet for the cells of a block.
    public init(block: CellBlock) { self.block = block }
}
