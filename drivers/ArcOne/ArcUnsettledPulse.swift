import PhysicalDevices

/// A pulse, or a test routine, that was sent to a cell and of which it is not known how much was applied.
public struct ArcUnsettledPulse: Sendable, Equatable {
    /// The cell.
    public var block: CellBlock
    /// Pulses to this cell that the board had confirmed.
    public var confirmed: Int
    /// Pulses asked for, at most.
    public var requested: Int

    /// A pulse from its parts.
    public init(block: CellBlock, confirmed: Int, requested: Int) {
        self.block = block
        self.confirmed = confirmed
        self.requested = requested
    }
}
