import Environments
import InformationBottleneck
import Matrices
import RandomStreams

/// Learns to act: hidden units from their own advantage-weighted information bottleneck, the last unit from a
/// three-factor rule.
///
/// Every iteration plays some episodes, then goes over their steps in minibatches that are measured again. A unit sees
/// its own measured inputs and outputs, and of every step one action and one number; nothing runs backwards from unit
/// to unit. The recipe is in docs/reinforcement.md.
public struct ReinforcementTrainer: Sendable {
    /// What the method needs beyond driving, measuring and pulsing.
    public static let needs = TrainerNeeds.forwardOnly
    /// eta = 0.005 / 8 and 0.02 / 8: rates of 0.005 and 0.02 in parts of 1 / sqrt(d_in).
    public static let constants = LearningConstants(
        learningRate: 0.000_625, headLearningRate: 0.0025, momentum: 0.9)

    /// The network in its present state.
    public let network: Network
    private let settings: ReinforcementSettings
    private let learners: [AdvantageLearner]
    private let policyLearner: PolicyLearner
    private var player: EpisodePlayer
    private var greedyPlayer: EpisodePlayer
    private var selection: RandomStream
    private var otherActions: RandomStream

    /// A trainer for a network whose head scores the actions of `environment`.
    ///
    /// - Parameters:
    ///   - loss: the local loss of every hidden unit.
    ///   - seed: root seed of the streams: beginnings of episodes, actions, minibatches, rounding.
    /// - Throws: `TrainerError` for a network or a device that the environment does not fit; nothing was driven then.
    public init(
        network: Network, environment: CheckedEnvironment, loss: AdvantageLoss, seed: UInt64, meter: ActivityMeter,
        settings: ReinforcementSettings = ReinforcementSettings()
    ) throws {
        try Self.check(network, environment.description, settings)
        self.network = network
        self.settings = settings
        // The number of updates is not known beforehand, so rates do not fall.
        func rule(_ circuit: UnitCircuit) -> MomentumPulses {
            MomentumPulses(circuit: circuit, settings: settings.rule, steps: .max, seed: seed)
        }
        learners = network.units.map {
            AdvantageLearner(unit: $0.specification, loss: loss, rule: rule($0), meter: meter)
        }
        policyLearner = PolicyLearner(rule: rule(network.heads[0].circuit), meter: meter)
        player = EpisodePlayer(environment: environment, seed: seed, name: "episodes/training")
        greedyPlayer = EpisodePlayer(environment: environment, seed: seed, name: "episodes/greedy")
        selection = RandomStream(seed: seed, name: "minibatches")
        otherActions = RandomStream(seed: seed, name: "other-actions")
    }

    /// Plays the episodes of one iteration and learns from them.
    ///
    /// Throws `EnvironmentError` before anything is changed, `DeviceError`, and a loss's error. After a device's error
    /// some of the iteration's pulses may have been applied; the next call plays new episodes.
    public mutating func step() async throws -> ReinforcementReport {
        let rollout = try await player.play(settings.episodes, on: network, .sampled)
        let advantages = try AdvantageEstimate(rollout, discount: settings.discount, clip: settings.clip).values
        var lessons = LessonTotals()
        if advantages.contains(where: { $0 != 0 }) {
            for _ in 0..<settings.minibatches {
                let rows = minibatch(of: rollout.actions.count)
                let lesson = lesson(
                    actions: rows.map { rollout.actions[$0] }, advantages: rows.map { advantages[$0] })
                lessons.add(try await learn(from: rollout.inputs.selectingRows(rows), lesson))
            }
        }
        return ReinforcementReport(
            episodes: settings.episodes, steps: rollout.actions.count, meanReturn: rollout.meanReturn,
            measurements: rollout.actions.count + lessons.measurements, units: lessons.units, head: lessons.head)
    }

    /// Plays a block of greedy episodes, and a second one straight after it where the first reached `threshold`.
    ///
    /// Throws `EnvironmentError` and `DeviceError`.
    public mutating func evaluate(solvedAt threshold: Double?) async throws -> GreedyEvaluation {
        var blocks: [Double] = []
        var measurements = 0
        repeat {
            let rollout = try await greedyPlayer.play(settings.greedyEpisodes, on: network, .greedy)
            blocks.append(rollout.meanReturn)
            measurements += rollout.actions.count
        } while blocks.count < 2 && blocks[blocks.count - 1] >= threshold ?? .infinity
        return GreedyEvaluation(
            blocks: blocks, episodes: blocks.count * settings.greedyEpisodes, measurements: measurements,
            isSolved: blocks.count == 2 && blocks[1] >= threshold ?? .infinity)
    }
}

extension ReinforcementTrainer {
    private static func check(
        _ network: Network, _ environment: EnvironmentDescription, _ settings: ReinforcementSettings
    ) throws {
        func demand(_ holds: Bool, _ message: String, _ remedy: String) throws {
            guard holds else { throw TrainerError(message: message, remedy: remedy) }
        }
        try demand(
            network.heads.count == 1 && !network.units.isEmpty,
            "a policy is hidden units and one head, not \(network.units.count) and \(network.heads.count)",
            "give the network both")
        try demand(
            network.units[0].specification.inputs == environment.observations,
            "the first unit has \(network.units[0].specification.inputs) inputs, the environment "
                + "\(environment.name) shows \(environment.observations) quantities", "make them equal")
        try demand(
            network.heads[0].circuit.specification.outputs == environment.actions,
            "the head has \(network.heads[0].circuit.specification.outputs) outputs, the environment "
                + "\(environment.name) \(environment.actions) actions", "make them equal")
        for circuit in network.circuits {
            try demand(
                circuit.descriptor.drive.signed,
                "observations are signed, and the inputs of the device cannot be negative",
                "choose a device with signed inputs (a simulated chip: signed-drive = true)")
        }
        try demand(
            settings.episodes > 0 && settings.minibatches > 0 && settings.batch > 1 && settings.greedyEpisodes > 0,
            "an iteration of \(settings.episodes) episodes and \(settings.minibatches) minibatches of "
                + "\(settings.batch), greedy blocks of \(settings.greedyEpisodes)", "use numbers above 0")
        try demand(
            settings.discount >= 0 && settings.discount < 1 && settings.clip > 0,
            "a discount of \(settings.discount) and advantages within +-\(settings.clip)",
            "use a discount of 0 to below 1 and a bound above 0")
    }

    /// Rows of a minibatch, none twice where there are enough.
    private mutating func minibatch(of count: Int) -> [Int] {
        count < settings.batch
            ? (0..<settings.batch).map { _ in selection.integer(below: count) }
            : Array(selection.permutation(count).prefix(settings.batch))
    }

    private mutating func lesson(actions: [Int], advantages: [Double]) -> PolicyLesson {
        let count = network.heads[0].circuit.specification.outputs
        let labels = zip(actions, advantages).map { action, advantage in
            guard advantage < 0 else { return action }
            // With two actions there is one other.
            return count == 2 ? 1 - action : (action + 1 + otherActions.integer(below: count - 1)) % count
        }
        return PolicyLesson(actions: actions, advantages: advantages, labels: labels)
    }

    /// Measures a minibatch again and lets every unit learn from it: all of them at once, pulses in a fixed order.
    private func learn(from inputs: Matrix<Float>, _ lesson: PolicyLesson) async throws -> Lesson {
        let pass = try await network.forwardPass(inputs)
        return try await withThrowingTaskGroup(of: (Int, UnitUpdate).self) { group in
            if settings.hiddenUnitsLearn {
                for index in learners.indices {
                    let (learner, record) = (learners[index], pass.units[index])
                    group.addTask { (index, try await learner.learn(record, lesson)) }
                }
            }
            let head = await policyLearner.learn(pass.heads[0], lesson)
            var updates: [Int: UnitUpdate] = [:]
            while let (index, update) = try await group.next() { updates[index] = update }
            try await network.heads[0].circuit.program(head.counts)
            var units: [UnitReport] = []
            for (index, circuit) in network.units.enumerated() {
                if let update = updates[index] { try await circuit.program(update.counts) }
                units.append(
                    updates[index]?.report
                        ?? UnitReport(
                            pass.units[index], unit: circuit.specification, information: nil, pulses: 0))
            }
            return Lesson(measurements: inputs.rows, units: units, head: head.report)
        }
    }
}
