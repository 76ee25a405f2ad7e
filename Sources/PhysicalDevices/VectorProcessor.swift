import Matrices

/// A device that computes with vectors: a batch is driven, the outputs are measured.
public protocol VectorProcessor: PhysicalDevice {
    /// Drives a block of the device with n vectors and measures its outputs.
    ///
    /// A batch above `descriptor.maximumVectors` is split by the driver. Throws `DeviceError`.
    func process(_ request: Cleared<DriveRequest>) async throws -> Measured
}

/// A batch of vectors for one block.
public struct DriveRequest: Sendable {
    /// Which cells are driven; whole cell pairs.
    public var block: CellBlock
    /// The inputs, n x block.rows, in fractions of the input full scale.
    public var drive: Matrix<Float>
    /// The programmable gain [V per full-scale input on full conductance].
    public var gain: Double
    /// Full scale of the converter [V].
    public var fullScale: Voltage

    /// A request from its parts.
    public init(block: CellBlock, drive: Matrix<Float>, gain: Double, fullScale: Voltage) {
        self.block = block
        self.drive = drive
        self.gain = gain
        self.fullScale = fullScale
    }
}

/// What a device measured for a `DriveRequest`.
public struct Measured: Sendable, Equatable {
    /// The outputs, n x block.outputs [V]: signed converter codes times the weight of a code.
    public var outputs: Matrix<Float>
    /// Share of the outputs at either end of the converter's range.
    public var saturatedFraction: Double
    /// How long the device was at it [s].
    public var duration: TimeSpan

    /// A measurement from its parts.
    public init(outputs: Matrix<Float>, saturatedFraction: Double, duration: TimeSpan) {
        self.outputs = outputs
        self.saturatedFraction = saturatedFraction
        self.duration = duration
    }
}
