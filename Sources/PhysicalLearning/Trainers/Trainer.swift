import Matrices

/// A way to train a network on hardware, one batch at a time.
///
/// The run engine calls `step`; nothing is called back. A trainer is made from what it declares in `needs` and nothing
/// else: one that needs no read-back is never handed a way to read a weight.
public protocol Trainer: Sendable {
    /// What the method needs beyond driving, measuring and pulsing.
    static var needs: TrainerNeeds { get }
    /// What an experiment that says nothing else is run with.
    static var constants: LearningConstants { get }
    /// The name of the read-out that the method brings along; nil where the network's own heads answer.
    static var ownReadOut: String? { get }
    /// The network in its present state.
    var network: Network { get }
    /// Learns from one batch of samples (n x d_in, in 0...1) and their labels. Throws `DeviceError` or a loss's error.
    mutating func step(samples: Matrix<Float>, labels: [Int]) async throws -> BatchReport
    /// Scores every class for samples (n x d_in) on the hardware, without learning. Throws `DeviceError`, and
    /// `TrainerError` where nothing answers.
    func predict(_ samples: Matrix<Float>) async throws -> Prediction
}

/// A trainer whose runs can be resumed: what it has learnt beside the cells can be kept and put back.
public protocol ResumableTrainer: Trainer {
    /// What it has learnt beside the cells, between two steps.
    func state() async -> TrainerState
    /// Goes on from a state that a trainer of the same experiment had. Throws `TrainerError` for one that does not fit.
    mutating func restore(_ state: TrainerState) async throws
}

extension Trainer {
    public static var constants: LearningConstants { LearningConstants() }
    public static var ownReadOut: String? { nil }

    public func predict(_ samples: Matrix<Float>) async throws -> Prediction {
        guard let scores = try await network.measure(samples).scores.first else {
            throw TrainerError(message: "a network without a head has no answer", remedy: "give it one")
        }
        return Prediction(scores: scores, measurements: samples.rows)
    }
}

/// Class scores by a method's own way of predicting.
public struct Prediction: Sendable {
    /// The scores (n x classes); the highest is the answer.
    public let scores: Matrix<Float>
    /// Samples pushed through the hardware for them.
    public let measurements: Int
}
