import PhysicalDevices

/// What a simulated reservoir does with what it is driven with, without the device around it.
///
/// A value: the same seed and the same operations give the same readings bit for bit.
public protocol ReservoirPhysics: Sendable {
    /// What can be set of it.
    associatedtype Parameters: Sendable

    /// Name of the driver, for instance `simulated-oscillators`.
    static var driver: String { get }
    /// Name of the model, as the device gives it when asked who it is.
    static var model: String { get }
    /// What such a device can do.
    static func descriptor(for parameters: Parameters) -> DeviceDescriptor

    /// A new specimen: every variation and every noise stream follows from `seed`.
    init(parameters: Parameters, seed: UInt64)
    /// Drives a block, which `objection` has let through, and measures its outputs.
    mutating func measure(_ request: DriveRequest) -> Measured
    /// Why a block is none that can be driven; nil where it can.
    func objection(to block: CellBlock) -> String?
    /// Outputs fail for good, each with the probability `share`.
    mutating func loseOutputs(share: Float)
}

/// A reservoir whose parameters are set by the conductances of coupling elements.
public protocol TargetableReservoir: ReservoirPhysics {
    /// Sets the elements of a block.
    mutating func program(_ map: TargetMap)
}

extension ReservoirPhysics {
    /// A block is one reservoir: it begins at the tile's first row and column, and has a last row for the constant
    /// drive beside at least one input.
    public func objection(to block: CellBlock) -> String? {
        guard block.rows.lowerBound == 0, block.columns.lowerBound == 0 else {
            return "\(block) does not begin at the first row and column of its tile"
        }
        return block.rows.count < 2 ? "\(block) has no row beside that of the constant drive" : nil
    }
}
