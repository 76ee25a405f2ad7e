import Foundation

/// All that a run needs to go on from the end of one batch.
public struct StoredCheckpoint: Sendable, Equatable {
    /// Batches trained when it was taken; 0 after calibration.
    public var batch: Int
    /// Training samples measured by then.
    public var measurements: Int
    /// Everything that is not a tensor, as its writer spells it (JSON).
    public var state: String
    /// Tensors by name: bytes, little-endian, as their writer lays them out.
    public var tensors: [String: Data]

    /// A checkpoint from its parts.
    public init(batch: Int, measurements: Int, state: String, tensors: [String: Data]) {
        self.batch = batch
        self.measurements = measurements
        self.state = state
        self.tensors = tensors
    }
}
