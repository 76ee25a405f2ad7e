import Matrices

/// What a policy did in some episodes, in the order in which it happened.
public struct Rollout: Sendable {
    /// What the network was driven with: tanh(observation / scale), n x observations.
    public let inputs: Matrix<Float>
    /// The action taken at each of the n steps.
    public let actions: [Int]
    /// What each step earned.
    public let rewards: [Double]
    /// The episode of each step, from 0.
    public let episodes: [Int]
    /// How each episode went.
    public let outcomes: [EpisodeOutcome]

    /// The mean return of the episodes; 0 for none.
    public var meanReturn: Double {
        outcomes.reduce(0) { $0 + $1.total } / Double(max(1, outcomes.count))
    }

    /// Discounted returns from each step on.
    ///
    /// An episode that was cut counts as if its last reward were earned for ever after, r/(1 - discount): what stands
    /// in the way of a policy that balances for ever is the clock, not the policy.
    func returns(discount: Double) -> [Double] {
        var result = [Double](repeating: 0, count: rewards.count)
        var following = [Double?](repeating: nil, count: outcomes.count)
        for step in rewards.indices.reversed() {
            let episode = episodes[step]
            let after =
                following[episode] ?? (outcomes[episode].isTruncated ? rewards[step] / (1 - discount) : 0)
            result[step] = rewards[step] + discount * after
            following[episode] = result[step]
        }
        return result
    }
}

/// How one episode went.
public struct EpisodeOutcome: Sendable, Equatable {
    /// Steps taken.
    public var steps = 0
    /// The sum of its rewards, not discounted.
    public var total = 0.0
    /// Whether it was cut though it could have gone on.
    public var isTruncated = false
}
