import PhysicalLearning

extension Experiment {
    /// Constants of the methods on a device that takes no pulses.
    public struct Reservoir: Sendable, Equatable {
        /// The digital layers before a reservoir.
        public enum Front: String, Sendable, CaseIterable {
            /// One linear layer.
            case linear
            /// The attention of a transformer block.
            case attention
        }

        /// Class scores for each radian of the class oscillators (pat).
        public var scoreScale: Double
        /// Steepness theta of the loss (phyll).
        public var steepness: Double
        /// Steps of a digital layer for each measured batch (phyll).
        public var innerSteps: Int
        /// The digital layers before the reservoir (pgt).
        public var front: Front
        /// Outputs of the linear layer (pgt).
        public var width: Int
        /// Tokens that a sample is cut into (pgt with attention).
        public var tokens: Int
        /// Directions probed with a batch (pgt).
        public var directions: Int
        /// Perturbation of every parameter (pgt).
        public var perturbation: Double

        /// The constants that a table describes. Throws `ConfigurationError`.
        init(_ section: TOMLSection) throws {
            scoreScale = try section.number("score-scale")
            steepness = try section.number("steepness")
            innerSteps = try section.integer("inner-steps")
            front = try section.choice("front", as: Front.self)
            width = try section.integer("front-outputs")
            tokens = try section.integer("tokens")
            directions = try section.integer("directions")
            perturbation = try section.number("perturbation")
        }

        /// The constants as a table.
        var table: [String: TOMLNode] {
            [
                "score-scale": .number(scoreScale), "steepness": .number(steepness),
                "inner-steps": .integer(innerSteps), "front": .string(front.rawValue), "front-outputs": .integer(width),
                "tokens": .integer(tokens), "directions": .integer(directions), "perturbation": .number(perturbation),
            ]
        }
    }

    static let reservoirSchema = TOMLSchema([
        .init(
            "score-scale", .number(.above(0)), default: .number(4),
            "class scores for each radian of the class oscillators (pat)"),
        .init("steepness", .number(.above(0)), default: .number(5), "theta of the loss (phyll)"),
        .init(
            "inner-steps", .integer(1...1000), default: .integer(10),
            "steps of a digital layer for each measured batch (phyll)"),
        .init(
            "front", .choice(of: Reservoir.Front.self), default: .string(Reservoir.Front.linear.rawValue),
            "digital layers before the reservoir: linear, or the attention of a transformer block (pgt)"),
        .init("front-outputs", .integer(1...4096), default: .integer(16), "outputs of the linear layer (pgt)"),
        .init("tokens", .integer(1...4096), default: .integer(14), "tokens that a sample is cut into (pgt)"),
        .init(
            "directions", .integer(1...4096), default: .integer(4),
            "directions probed with a batch, each on its part of the samples (pgt)"),
        .init("perturbation", .number(.above(0)), default: .number(0.02), "perturbation of every parameter (pgt)"),
    ])
}
