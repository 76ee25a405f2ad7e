/// A device whose cells are changed by counted pulses. Pulses are not idempotent: a driver never repeats them blindly.
public protocol PulseProgrammable: PhysicalDevice {
    /// Applies the pulses. Throws `DeviceError`, whose hardware state says whether any were applied.
    func program(_ map: Cleared<PulseMap>) async throws -> ProgramReport
    /// The pulses of which it could not be known whether they were applied, each told once, when its cells have been
    /// read back.
    func takeDoubts() async -> [PulseDoubt]
}

extension PulseProgrammable {
    /// None: a device without a wire knows what it did.
    public func takeDoubts() async -> [PulseDoubt] { [] }
}

/// Pulses that were asked for, and of which only a reading of the cells can say how many were applied. They are never
/// sent again.
public struct PulseDoubt: Sendable, Equatable {
    /// The cells.
    public var block: CellBlock
    /// Pulses asked for.
    public var asked: Int
    /// Pulses that the device confirmed.
    public var confirmed: Int
    /// Why the rest is not known.
    public var reason: String
    /// Mean of the cells as they were read afterwards [S]; nil where they cannot be read.
    public var meanConductance: Conductance?

    /// A doubt from its parts.
    public init(block: CellBlock, asked: Int, confirmed: Int, reason: String, meanConductance: Conductance?) {
        self.block = block
        self.asked = asked
        self.confirmed = confirmed
        self.reason = reason
        self.meanConductance = meanConductance
    }
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
