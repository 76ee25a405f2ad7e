import RandomStreams

/// CartPole-v1 in this process: a reward of 1 for every step, cut after 500, solved at a mean of 475.
public actor CartPoleEnvironment: Environment {
    public nonisolated let description: EnvironmentDescription
    private var carts: [CartPole]

    /// Carts in `places` places.
    public init(places: Int = 128) {
        description = EnvironmentDescription(
            name: "cartpole", scales: [1.2, 1.5, 0.12, 1.5], actions: 2, places: places, longestEpisode: 500,
            solvedReturn: 475)
        carts = [CartPole](repeating: CartPole(position: 0, velocity: 0, angle: 0, rate: 0), count: places)
    }

    /// Each quantity begins uniformly within +-0.05 of upright rest.
    public func reset(_ places: [Int], seeds: [UInt64]) -> [[Double]] {
        for (place, seed) in zip(places, seeds) {
            var stream = RandomStream(seed: seed, name: "environment/cartpole")
            let start = stream.uniform(4).map { Double($0) * 0.1 - 0.05 }
            carts[place] = CartPole(position: start[0], velocity: start[1], angle: start[2], rate: start[3])
        }
        return places.map { carts[$0].observation }
    }

    public func step(_ places: [Int], actions: [Int]) -> [EnvironmentStep] {
        zip(places, actions).map { place, action in
            carts[place].step(action: action)
            return EnvironmentStep(
                observation: carts[place].observation, reward: 1, isTerminated: carts[place].isOver,
                isTruncated: false)
        }
    }
}
