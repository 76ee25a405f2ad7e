import Matrices

/// A device whose cells can be read one by one.
public protocol ConductanceReadable: PhysicalDevice {
    /// Conductances of a block, block.rows x block.columns [S]. Throws `DeviceError`.
    func conductances(_ block: Cleared<CellBlock>) async throws -> Matrix<Float>
}

/// A device that programs cells towards target conductances without looking at the result (open loop).
public protocol TargetProgrammable: PhysicalDevice {
    /// Programs the cells of a block once towards `targets`. Throws `DeviceError`.
    func program(_ request: Cleared<TargetMap>) async throws
}

/// Target conductances for every cell of a block.
public struct TargetMap: Sendable, Equatable {
    /// The cells.
    public var block: CellBlock
    /// block.rows x block.columns [S].
    public var targets: Matrix<Float>

    /// A map from its parts.
    public init(block: CellBlock, targets: Matrix<Float>) {
        self.block = block
        self.targets = targets
    }
}

/// Simulated hardware that can be made anew, so that equal seeds give equal chips.
public protocol Fabricable: PhysicalDevice {
    /// Makes the hardware anew: every device-to-device variation and every noise stream follows from `seed`.
    func fabricate(seed: UInt64) async
}
