import PhysicalLearning

extension Experiment {
    /// Constants of learning from reward.
    public struct Reinforcement: Sendable, Equatable {
        /// Episodes of an iteration.
        public var episodes: Int
        /// Share of a reward's worth that is left a step later.
        public var discount: Double
        /// Largest advantage, in standard deviations.
        public var clip: Double
        /// Minibatches of an iteration, each measured again.
        public var minibatches: Int
        /// Episodes of a greedy block.
        public var greedyEpisodes: Int
        /// Longest wait for an answer of an external environment [s].
        public var timeoutSeconds: Double

        /// The constants that a table describes. Throws `ConfigurationError`.
        init(_ section: TOMLSection) throws {
            episodes = try section.integer("episodes")
            discount = try section.number("discount")
            clip = try section.number("clip")
            minibatches = try section.integer("minibatches")
            greedyEpisodes = try section.integer("greedy-episodes")
            timeoutSeconds = try section.quantity("timeout")
        }

        /// The constants as a table.
        var table: [String: TOMLNode] {
            [
                "episodes": .integer(episodes), "discount": .number(discount), "clip": .number(clip),
                "minibatches": .integer(minibatches), "greedy-episodes": .integer(greedyEpisodes),
                "timeout": .string("\(timeoutSeconds) s"),
            ]
        }
    }

    static let reinforcementSchema = TOMLSchema([
        .init("episodes", .integer(1...65_536), default: .integer(16), "episodes of an iteration"),
        .init(
            "discount", .number(.from(0, below: 1)), default: .number(0.98),
            "share of a reward's worth that is left a step later"),
        .init("clip", .number(.above(0)), default: .number(4), "largest advantage, in standard deviations"),
        .init(
            "minibatches", .integer(1...100_000), default: .integer(20),
            "minibatches of an iteration, each measured again"),
        .init("greedy-episodes", .integer(1...65_536), default: .integer(100), "episodes of a greedy block"),
        .init(
            "timeout", .quantity(.time, .above(0, to: 3600)), default: .string("10 s"),
            "longest wait for an answer of an external environment"),
    ])
}
