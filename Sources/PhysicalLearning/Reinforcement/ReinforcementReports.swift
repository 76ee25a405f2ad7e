/// What one iteration of learning from reward showed: some episodes, then lessons from them.
public struct ReinforcementReport: Sendable, Equatable {
    /// Episodes played.
    public let episodes: Int
    /// Steps taken in them.
    public let steps: Int
    /// Their mean return, with actions drawn, before this iteration's updates.
    public let meanReturn: Double
    /// Samples pushed through the hardware: one a step, and the minibatches measured again.
    public let measurements: Int
    /// The hidden units in order: information over all minibatches on average, pulses of all of them, the rest from the
    /// last one. Empty where the episodes taught nothing.
    public let units: [UnitReport]
    /// The last unit over all minibatches; nil where the episodes taught nothing.
    public let head: HeadReport?

    /// Pulses of the whole iteration.
    public var pulses: Int { units.reduce(0) { $0 + $1.pulses } + (head?.pulses ?? 0) }
    /// The same in the terms of every other trainer.
    public var batch: BatchReport {
        BatchReport(measurements: measurements, units: units, heads: head.map { [$0] } ?? [])
    }
}

/// Episodes played greedily, to see how good the policy is.
public struct GreedyEvaluation: Sendable, Equatable {
    /// Mean return of each block of episodes.
    public let blocks: [Double]
    /// Episodes in all blocks.
    public let episodes: Int
    /// Samples pushed through the hardware for them; counted apart from those of training.
    public let measurements: Int
    /// Whether two blocks, one straight after the other, reached what counts as solved.
    public let isSolved: Bool
}
