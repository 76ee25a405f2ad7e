/// Constants of learning from reward; see docs/reinforcement.md.
public struct ReinforcementSettings: Sendable, Equatable {
    /// Episodes of an iteration.
    public var episodes = 16
    /// Share of a reward's worth that is left a step later, gamma.
    public var discount = 0.98
    /// Largest advantage, in standard deviations.
    public var clip = 4.0
    /// Minibatches of an iteration.
    public var minibatches = 20
    /// Steps in a minibatch.
    public var batch = 256
    /// Episodes of a greedy block.
    public var greedyEpisodes = 100
    /// Whether the hidden units learn; where not, they are the floor to compare with.
    public var hiddenUnitsLearn = true
    /// Decays of the rule that makes pulses of gradients.
    public var rule = MomentumPulses.Settings()

    /// The recipe.
    public init() {}
}
