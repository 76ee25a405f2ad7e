import Matrices

/// A way to train a network on hardware, one batch at a time.
///
/// The run engine calls `step`; nothing is called back. A trainer is made from what it declares in `needs` and nothing
/// else: one that needs no read-back is never handed a way to read a weight.
public protocol Trainer: Sendable {
    /// What the method needs beyond driving, measuring and pulsing.
    static var needs: TrainerNeeds { get }
    /// The network in its present state.
    var network: Network { get }
    /// Learns from one batch of samples (n x d_in, in 0...1) and their labels. Throws `DeviceError` or a loss's error.
    mutating func step(samples: Matrix<Float>, labels: [Int]) async throws -> BatchReport
}

/// What a training method needs of its bench.
public struct TrainerNeeds: Sendable, Equatable {
    /// Whether it reads conductances.
    public let readBack: Bool
    /// Whether it needs a model of the hardware.
    public let model: Bool
    /// Whether every sample is measured a second time.
    public let secondPhase: Bool
    /// Whether a signal runs backwards from unit to unit.
    public let backwardChain: Bool

    /// The needs of a method that learns from one forward measurement.
    static let forwardOnly = TrainerNeeds(
        readBack: false, model: false, secondPhase: false, backwardChain: false)
}
