import InformationBottleneck
import Matrices
import RandomStreams

/// Trains every unit from its own physical information bottleneck, all of them from the same forward pass.
///
/// The recipe is in docs/pib.md. As soon as a unit is measured it starts to learn, while the device goes on with the
/// next one; pulses are applied in a fixed order, so a run with the same seed is the same run.
public struct PIBTrainer: Trainer {
    public static let needs = TrainerNeeds.forwardOnly
    public let network: Network
    private let learners: [LocalLearner]
    private let headLearners: [HeadLearner]

    /// A trainer for a calibrated network.
    ///
    /// - Parameters:
    ///   - losses: one local loss a hidden unit.
    ///   - steps: batches of the whole run, for the learning-rate schedule.
    ///   - seed: root seed of the rounding streams.
    public init(
        network: Network, losses: [any LocalLoss], optimizer: PulseOptimizer.Settings, steps: Int, seed: UInt64,
        meter: ActivityMeter
    ) {
        precondition(losses.count == network.units.count, "one loss a unit")
        self.network = network
        learners = zip(network.units, losses).map { circuit, loss in
            LocalLearner(
                unit: circuit.specification, loss: loss,
                optimizer: PulseOptimizer(circuit: circuit, settings: optimizer, steps: steps, seed: seed),
                meter: meter)
        }
        headLearners = network.heads.map {
            HeadLearner(
                optimizer: PulseOptimizer(circuit: $0.circuit, settings: optimizer, steps: steps, seed: seed),
                meter: meter)
        }
    }

    public mutating func step(samples: Matrix<Float>, labels: [Int]) async throws -> BatchReport {
        try await withThrowingTaskGroup(of: (Int, UnitUpdate).self) { group in
            var x = samples
            var outputs: [Matrix<Float>] = []
            for (index, unit) in network.units.enumerated() {
                let record = try await unit.forward(x)
                let learner = learners[index]
                group.addTask { (index, try await learner.learn(record, labels: labels)) }
                x = record.outputs
                outputs.append(x)
            }
            let heads = try await network.stepHeads(headLearners, outputs: outputs, labels: labels)
            var updates = [UnitUpdate?](repeating: nil, count: network.units.count)
            var next = network.units.count - 1
            while let (index, update) = try await group.next() {
                updates[index] = update
                // From the last unit to the first: the first is the largest, and the others' pulses go out meanwhile.
                while next >= 0, let ready = updates[next] {
                    try await network.units[next].program(ready.counts)
                    next -= 1
                }
            }
            return BatchReport(
                measurements: samples.rows, units: updates.compactMap { $0?.report }, heads: heads)
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
}
