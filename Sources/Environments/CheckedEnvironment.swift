/// An environment whose every answer is held against its description before anybody works with it.
///
/// What it lets through has the right number of rows and quantities, all of them finite, and is cut where the
/// description says so even if the environment forgets.
public actor CheckedEnvironment: Environment {
    public nonisolated let description: EnvironmentDescription
    private let environment: any Environment
    /// Steps taken in each place's episode; nil where none is under way.
    private var steps: [Int?]

    /// Checks the description of `environment`. Throws `EnvironmentError`.
    public init(_ environment: any Environment) throws {
        try environment.description.check()
        self.environment = environment
        description = environment.description
        steps = [Int?](repeating: nil, count: description.places)
    }

    public func reset(_ places: [Int], seeds: [UInt64]) async throws -> [[Double]] {
        precondition(seeds.count == places.count, "one seed a place")
        let observations = try await environment.reset(places, seeds: seeds)
        try count(observations.count, places.count, "reset", "observations")
        for (place, observation) in zip(places, observations) { try check(observation, place, "reset") }
        for place in places { steps[place] = 0 }
        return observations
    }

    public func step(_ places: [Int], actions: [Int]) async throws -> [EnvironmentStep] {
        precondition(actions.count == places.count, "one action a place")
        precondition(places.allSatisfy { steps[$0] != nil }, "a step needs an episode")
        var taken = try await environment.step(places, actions: actions)
        try count(taken.count, places.count, "step", "results")
        for (index, place) in places.enumerated() {
            try check(taken[index].observation, place, "step")
            guard taken[index].reward.isFinite else {
                throw fault("the reward at place \(place) is \(taken[index].reward)", "step")
            }
            let done = (steps[place] ?? 0) + 1
            if done >= description.longestEpisode, !taken[index].isTerminated { taken[index].isTruncated = true }
            steps[place] = taken[index].isLast ? nil : done
        }
        return taken
    }

    /// Begins an episode in the first place and leaves it, to see before anything is driven that answers come and have
    /// the right shape. Throws `EnvironmentError`.
    public func probe() async throws { _ = try await reset([0], seeds: [0]) }

    private func check(_ observation: [Double], _ place: Int, _ operation: String) throws {
        try count(observation.count, description.observations, operation, "quantities at place \(place)")
        if let quantity = observation.firstIndex(where: { !$0.isFinite }) {
            throw fault("quantity \(quantity) at place \(place) is \(observation[quantity])", operation)
        }
    }

    private func count(
        _ found: Int, _ expected: Int, _ operation: String, _ what: String
    ) throws {
        guard found == expected else { throw fault("\(found) \(what) instead of \(expected)", operation) }
    }

    private func fault(_ message: String, _ operation: String) -> EnvironmentError {
        EnvironmentError(
            environment: description.name, "it answered \(operation) with \(message)",
            remedy: "see what it measures; nothing was driven with this answer")
    }
}
