/// The constants with which a method learns best, chosen on validation data; an experiment's own go before them.
public struct LearningConstants: Sendable, Equatable {
    /// Learning rate of the hidden units, in parts of the full differential conductance.
    public var learningRate = 0.015
    /// Learning rate of the heads, the same way.
    public var headLearningRate = 0.02
    /// Decay of the optimiser's first moment.
    public var momentum = 0.95
}
