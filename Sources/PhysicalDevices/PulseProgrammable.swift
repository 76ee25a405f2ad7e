/// A device whose cells are changed by counted pulses. Pulses are not idempotent: a driver never repeats them blindly.
public protocol PulseProgrammable: PhysicalDevice {
    /// Applies the pulses. Throws `DeviceError`, whose hardware state says whether any were applied.
    func program(_ map: Cleared<PulseMap>) async throws -> ProgramReport
}

/// A signed number of pulses for every cell of a block: positive for SET, negative for RESET.
public struct PulseMap: Sendable, Equatable {
    /// The cells.
    public var block: CellBlock
    /// block.rows x block.columns counts, row-major.
    public var counts: [Int8]
    /// Amplitudes and width.
    public var shape: PulseShape

    /// A map from its parts; there must be one count for every cell.
    public init(block: CellBlock, counts: [Int8], shape: PulseShape) {
        self.block = block
        self.counts = counts
        self.shape = shape
    }
}

/// What came of a `PulseMap`.
public struct ProgramReport: Sendable, Equatable {
    /// Pulses applied, SET and RESET together.
    public var applied: Int
    /// Cells that the device refused to pulse.
    public var refusedCells: Int
    /// How long the device was at it [s].
    public var duration: TimeSpan

    /// A report from its parts.
    public init(applied: Int, refusedCells: Int, duration: TimeSpan) {
        self.applied = applied
        self.refusedCells = refusedCells
        self.duration = duration
    }
}
