/// What came of one action.
public struct EnvironmentStep: Sendable, Equatable {
    /// What is observed now, in the environment's own units.
    public var observation: [Double]
    /// What the action earned.
    public var reward: Double
    /// Whether the episode ended by what happened in it: nothing can be earned after it.
    public var isTerminated: Bool
    /// Whether the episode was cut, for instance at its time limit, though it could have gone on.
    public var isTruncated: Bool

    /// A step from its parts.
    public init(observation: [Double], reward: Double, isTerminated: Bool, isTruncated: Bool) {
        self.observation = observation
        self.reward = reward
        self.isTerminated = isTerminated
        self.isTruncated = isTruncated
    }

    /// Whether the episode is over, in either way.
    public var isLast: Bool { isTerminated || isTruncated }
}
