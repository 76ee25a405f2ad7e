import InformationBottleneck
import Matrices
import RandomStreams

/// Trains every unit from its own physical information bottleneck, all of them from the same forward pass.
///
/// The recipe is in docs/pib.md. As soon as a unit is measured it starts to learn, while the device goes on with the
/// next one; pulses are applied in a fixed order, so a run with the same seed is the same run.
public struct PIBTrainer: ResumableTrainer {
    public static let needs = TrainerNeeds.forwardOnly
    public let network: Network
    let learners: [LocalLearner]
    private let headLearners: [HeadLearner]

    /// A trainer for a calibrated network.
    ///
    /// - Parameters:
    ///   - losses: one local loss a hidden unit.
    ///   - predictor: the units' predictors on the host; nil for learning from the losses alone.
    ///   - steps: batches of the whole run, for the learning-rate schedule.
    ///   - seed: root seed of the rounding streams.
    public init(
        network: Network, losses: [any LocalLoss], optimizer: PulseOptimizer.Settings, steps: Int, seed: UInt64,
        meter: ActivityMeter, predictor: PredictorSettings? = nil
    ) {
        precondition(losses.count == network.units.count, "one loss a unit")
        self.network = network
        // A network without a head does not say how many classes there are, and learns from its losses alone.
        let classes = network.heads.first?.circuit.specification.outputs
        learners = zip(network.units, losses).map { circuit, loss in
            LocalLearner(
                unit: circuit.specification, loss: loss,
                optimizer: PulseOptimizer(circuit: circuit, settings: optimizer, steps: steps, seed: seed),
                meter: meter,
                predictor: classes.flatMap { classes in
                    predictor.map {
                        LocalPredictor(
                            outputs: circuit.specification.outputs, classes: classes, settings: $0, steps: steps,
                            unit: optimizer)
                    }
                })
        }
        headLearners = network.heads.map {
            HeadLearner(
                optimizer: PulseOptimizer(circuit: $0.circuit, settings: optimizer, steps: steps, seed: seed),
                meter: meter)
        }
    }

    public mutating func step(samples: Matrix<Float>, labels: [Int]) async throws -> BatchReport {
        try await withThrowingTaskGroup(of: (Int, UnitReport, NotedPulses).self) { group in
            var x = samples
            var outputs: [Matrix<Float>] = []
            for (index, unit) in network.units.enumerated() {
                let record = try await unit.forward(x)
                let learner = learners[index]
                group.addTask {
                    let update = try await learner.learn(record, labels: labels)
                    // Noted here, while others still compute or are being programmed.
                    return (index, update.report, try await unit.note(update.counts))
                }
                x = record.outputs
                outputs.append(x)
            }
            let heads = try await network.stepHeads(headLearners, outputs: outputs, labels: labels)
            var updates = [(report: UnitReport, pulses: NotedPulses)?](repeating: nil, count: network.units.count)
            var next = network.units.count - 1
            while let (index, report, pulses) = try await group.next() {
                updates[index] = (report, pulses)
                // From the last unit to the first: the first is the largest, and the others' pulses go out meanwhile.
                while next >= 0, let ready = updates[next] {
                    try await network.units[next].program(ready.pulses)
                    next -= 1
                }
            }
            return BatchReport(
                measurements: samples.rows, units: updates.compactMap { $0?.report }, heads: heads)
        }
    }
}

extension PIBTrainer {
    public func state() async -> TrainerState {
        var state = await network.headState(headLearners)
        for (unit, learner) in zip(network.units, learners) {
            state.add(await learner.state, as: unit.specification.name)
        }
        return state
    }

    public mutating func restore(_ state: TrainerState) async throws {
        try await network.restoreHeads(headLearners, state)
        for (unit, learner) in zip(network.units, learners) {
            try await learner.restore(state.part(unit.specification.name))
        }
    }
}

extension PulseOptimizer {
    /// The optimiser of one circuit, with a rounding stream of its own.
    init(circuit: UnitCircuit, settings: Settings, steps: Int, seed: UInt64) {
        let unit = circuit.specification
        self.init(
            weights: unit.rows * unit.outputs, learningRate: unit.learningRate,
            pulseStep: circuit.descriptor.pulses?.nominalStep ?? 1, steps: steps, settings: settings,
            rounding: RandomStream(seed: seed, name: "rounding/\(unit.name)"))
    }
}

extension Network {
    /// Drives every head with the hidden units' outputs, lets it learn, and applies its pulses.
    func stepHeads(_ learners: [HeadLearner], outputs: [Matrix<Float>], labels: [Int]) async throws -> [HeadReport] {
        var reports: [HeadReport] = []
        for (head, learner) in zip(heads, learners) {
            let record = try await head.circuit.forward(head.drive(from: outputs))
            let update = await learner.learn(record, labels: labels)
            try await head.circuit.program(update.counts)
            reports.append(update.report)
        }
        return reports
    }

    /// The states of the heads' learners, each under the name of its head.
    func headState(_ learners: [HeadLearner]) async -> TrainerState {
        var state = TrainerState()
        for (head, learner) in zip(heads, learners) {
            state.add(await learner.state, as: head.circuit.specification.name)
        }
        return state
    }

    /// Takes up the states of the heads' learners. Throws `TrainerError` for one that does not fit.
    func restoreHeads(_ learners: [HeadLearner], _ state: TrainerState) async throws {
        for (head, learner) in zip(heads, learners) {
            try await learner.restore(state.part(head.circuit.specification.name))
        }
    }
}
