import Environments
import Foundation
import Matrices
import RandomStreams

/// Plays episodes: as many at a time as the environment has places, all of them in one pass of the device a step.
struct EpisodePlayer: Sendable {
    /// How actions are chosen from the measured scores.
    enum Choice: Sendable {
        /// The highest score.
        case greedy
        /// Drawn with the probabilities softmax(scores).
        case sampled
    }

    let environment: CheckedEnvironment
    private let seed: UInt64
    private let name: String
    private var played: UInt64 = 0
    private var draws: RandomStream

    /// A player whose episodes begin as `seed` and `name` say, none like another.
    init(environment: CheckedEnvironment, seed: UInt64, name: String) {
        self.environment = environment
        self.seed = seed
        self.name = name
        draws = RandomStream(seed: seed, name: "\(name)/actions")
    }

    /// Plays `count` episodes from beginning to end. Throws `EnvironmentError` and `DeviceError`.
    ///
    /// A place that falls free takes the next episode, so the passes stay as full as they can.
    mutating func play(_ count: Int, on network: Network, _ choice: Choice) async throws -> Rollout {
        var record = Record(episodes: count, width: environment.description.observations)
        var active: [Running] = []
        var next = 0
        var free = Array((0..<min(count, environment.description.places)).reversed())
        while next < count || !active.isEmpty {
            let beginners = min(free.count, count - next)
            if beginners > 0 {
                let places = (0..<beginners).map { _ in free.removeLast() }
                let observations = try await environment.reset(places, seeds: places.map { _ in nextSeed() })
                for (place, observation) in zip(places, observations) {
                    active.append(Running(place: place, episode: next, input: encode(observation)))
                    next += 1
                }
            }
            let inputs = Matrix(active.map(\.input))
            let actions = choose(from: try await network.policyScores(inputs), choice)
            let steps = try await environment.step(active.map(\.place), actions: actions)
            for index in active.indices {
                record.add(active[index], action: actions[index], step: steps[index])
                active[index].input = encode(steps[index].observation)
            }
            let ended = active.indices.filter { steps[$0].isLast }
            for index in ended.reversed() { free.append(active.remove(at: index).place) }
            try Task.checkCancellation()
        }
        return record.rollout
    }

    private mutating func nextSeed() -> UInt64 {
        defer { played += 1 }
        return RandomStream(seed: seed, name: "\(name)/episode-\(played)").key
    }

    private func encode(_ observation: [Double]) -> [Float] {
        zip(observation, environment.description.scales).map { Float(tanh($0 / $1)) }
    }

    private mutating func choose(from scores: Matrix<Float>, _ choice: Choice) -> [Int] {
        switch choice {
        case .greedy: return HighestScore().classify(scores)
        case .sampled:
            let uniforms = draws.uniform(scores.rows)
            return (0..<scores.rows).map { Self.draw(scores.row($0), uniforms[$0]) }
        }
    }

    /// The action whose share of the probability holds `uniform`.
    static func draw(_ scores: [Float], _ uniform: Float) -> Int {
        let highest = scores.max() ?? 0
        let weights = scores.map { expf($0 - highest) }
        var threshold = uniform * weights.reduce(0, +)
        for (action, weight) in weights.enumerated() {
            if threshold < weight { return action }
            threshold -= weight
        }
        return scores.count - 1
    }
}

private struct Running {
    let place: Int
    let episode: Int
    var input: [Float]
}

/// A rollout in the making.
private struct Record {
    var inputs: [Float] = []
    var actions: [Int] = []
    var rewards: [Double] = []
    var episodes: [Int] = []
    var outcomes: [EpisodeOutcome]
    let width: Int

    init(episodes: Int, width: Int) {
        outcomes = [EpisodeOutcome](repeating: EpisodeOutcome(), count: episodes)
        self.width = width
    }

    mutating func add(_ running: Running, action: Int, step: EnvironmentStep) {
        inputs += running.input
        actions.append(action)
        rewards.append(step.reward)
        episodes.append(running.episode)
        outcomes[running.episode].steps += 1
        outcomes[running.episode].total += step.reward
        outcomes[running.episode].isTruncated = step.isTruncated && !step.isTerminated
    }

    var rollout: Rollout {
        Rollout(
            inputs: Matrix(rows: actions.count, columns: width, elements: inputs), actions: actions,
            rewards: rewards, episodes: episodes, outcomes: outcomes)
    }
}

extension Network {
    /// The scores of the actions for encoded observations (n x actions), from the one head.
    fileprivate func policyScores(_ inputs: Matrix<Float>) async throws -> Matrix<Float> {
        try await forwardPass(inputs).heads[0].outputs
    }
}
