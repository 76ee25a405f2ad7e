import Matrices
import PhysicalDevices

/// Pulses that were asked for, and of which only a reading of the cells can say how many were applied.
public struct UnsettledPulses: Sendable, Equatable {
    /// The cells, the pulses and their shape.
    public var asked: PulseMap
    /// Pulses of which the board confirmed that it applied them.
    public var confirmed: Int
    /// Why the rest is not known.
    public var reason: String
    /// The cells as they were read afterwards, block.rows x block.columns [S]; nil until then, and for good where the
    /// board cannot read them.
    public var readBack: Matrix<Float>?

    /// Pulses with an unknown outcome, not read back yet.
    public init(asked: PulseMap, confirmed: Int, reason: String) {
        self.asked = asked
        self.confirmed = confirmed
        self.reason = reason
    }
}
