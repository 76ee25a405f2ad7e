import Matrices
import RandomStreams

/// Physical local learning: each unit tells the true label from a wrong one by a goodness of its own.
///
/// The label is written into the first C inputs, or put before the samples where the first unit has room for both.
/// Every sample goes through the hardware twice, with its own label and with one random wrong label; goodness g is the
/// cosine of |t| with a fixed random unit vector, and the loss of a unit is mean log(1 + exp(-theta (g+ - g-))) (Momeni
/// et al., Science 382, 1297, 2023). See docs/methods/phyll.md.
public struct PhyLLTrainer: ResumableTrainer {
    public static let needs = TrainerNeeds(secondPhase: true, passesPerSample: 2)
    public static let constants = LearningConstants(learningRate: 0.0075, momentum: 0.9)
    public static var ownReadOut: String? { "goodness" }

    /// Constants of the loss.
    public struct Settings: Sendable, Equatable {
        /// Steepness theta of the loss. The source takes 4 to 5 for its own layers; a crossbar does better with more.
        public var steepness = 10.0
        /// What the input of the label is driven with, in fractions of full scale.
        public var labelLevel: Float = 1

        /// The defaults.
        public init() {}
    }

    public let network: Network
    private let classes: Int
    private let settings: Settings
    private let goodnesses: [CosineGoodness]
    private let learners: OuterProductLearners
    private let meter: ActivityMeter
    private var wrong: RandomStream

    /// A trainer for the hidden units of a calibrated network; its heads are left alone.
    ///
    /// - Parameter classes: C, at least 2 and fewer than the inputs of the first unit, or `TrainerError` is thrown.
    public init(
        network: Network, classes: Int, optimizer: PulseOptimizer.Settings, steps: Int, seed: UInt64,
        meter: ActivityMeter, settings: Settings = Settings()
    ) throws {
        try Self.check(classes: classes, inputs: network.units[0].specification.inputs)
        self.network = Network(units: network.units, heads: [])
        self.classes = classes
        self.settings = settings
        self.meter = meter
        learners = OuterProductLearners(self.network, optimizer: optimizer, steps: steps, seed: seed, meter: meter)
        wrong = RandomStream(seed: seed, name: "wrong-labels")
        goodnesses = network.units.map { unit in
            var stream = RandomStream(seed: seed, name: "goodness/\(unit.specification.name)")
            return CosineGoodness(direction: stream.normal(unit.specification.outputs))
        }
    }

    /// Throws `TrainerError` where there is no wrong label, or no input left beside those of the label.
    public static func check(classes: Int, inputs: Int) throws {
        guard classes >= 2 else {
            throw TrainerError(message: "phyll compares labels, and there is one class", remedy: "give it two or more")
        }
        guard inputs > classes else {
            throw TrainerError(
                message: "phyll writes the label into \(classes) inputs, and the first unit has \(inputs)",
                remedy: "give the first unit \(classes) inputs more than the samples have")
        }
    }

    public mutating func step(samples: Matrix<Float>, labels: [Int]) async throws -> BatchReport {
        let others = labels.map { ($0 + 1 + wrong.integer(below: classes - 1)) % classes }
        let both = Matrix.concatenatingRows([embed(labels, in: samples), embed(others, in: samples)])
        let pass = try await network.forwardPass(both)
        let slopes = meter.during(.compute) {
            network.units.indices.map { index in
                let outputs = pass.units[index].outputs
                return network.units[index].specification.activation.backward(
                    goodnesses[index].lossGradient(outputs, steepness: Float(settings.steepness)), at: outputs)
            }
        }
        let update = try await learners.step(network, pass: pass, slopes: slopes, labels: labels)
        return BatchReport(pass, network: network, update: update, measurements: both.rows)
    }

    public func state() async -> TrainerState {
        var state = TrainerState(streams: ["wrong-labels": wrong])
        state.add(await learners.state(network), as: "learners")
        return state
    }

    public mutating func restore(_ state: TrainerState) async throws {
        wrong = try state.stream("wrong-labels", like: wrong)
        try await learners.restore(network, state.part("learners"))
    }

    /// Every label is tried on every sample: C passes; the score is the goodness of all units together.
    public func predict(_ samples: Matrix<Float>) async throws -> Prediction {
        var scores = Matrix<Float>(rows: samples.rows, columns: classes)
        for label in 0..<classes {
            let labels = [Int](repeating: label, count: samples.rows)
            let outputs = try await network.measure(embed(labels, in: samples))
            for (goodness, hidden) in zip(goodnesses, outputs.hidden) {
                for (row, value) in goodness(hidden).enumerated() { scores[row, label] += value }
            }
        }
        return Prediction(scores: scores, measurements: classes * samples.rows)
    }

    /// The samples with their labels: in place of their first C inputs, or before them where the unit is as wide.
    private func embed(_ labels: [Int], in samples: Matrix<Float>) -> Matrix<Float> {
        let isWider = network.units[0].specification.inputs == samples.columns + classes
        let room = Matrix<Float>(rows: samples.rows, columns: classes)
        var embedded = isWider ? Matrix.concatenatingColumns([room, samples]) : samples
        for (row, label) in labels.enumerated() {
            for input in 0..<classes { embedded[row, input] = input == label ? settings.labelLevel : 0 }
        }
        return embedded
    }
}
