import InformationBottleneck
import Matrices
import RandomStreams

/// Trains every unit without labels, all of them from the same forward pass.
///
/// Each unit learns from its own loss on its own measured outputs: from two views of every sample (`TwoViewLoss`) or
/// from its own inputs (`InputKernelLoss`). What `step` takes as labels says which sample a view was made of, nothing
/// about its class. There is no head; docs/unsupervised.md says how such a network is judged.
public struct UnsupervisedTrainer: ResumableTrainer {
    public static let needs = TrainerNeeds(passesPerSample: 2)
    /// eta = 0.05 / 8: a rate of 0.05 in parts of 1 / sqrt(d_in).
    public static let constants = LearningConstants(learningRate: 0.00625, momentum: 0.9)
    public let network: Network
    private let learners: [UnsupervisedLearner]

    /// A trainer for a calibrated network.
    ///
    /// - Parameters:
    ///   - settings: what the units learn from.
    ///   - rule: how gradients become pulses.
    ///   - steps: batches of the whole run, for the schedule.
    ///   - seed: root seed of the rounding streams.
    /// - Throws: `TrainerError` for a network with a head: it would need labels. `InformationError` for kernel widths
    ///   out of range.
    public init(
        network: Network, settings: Settings = Settings(), rule: MomentumPulses.Settings, steps: Int, seed: UInt64,
        meter: ActivityMeter
    ) throws {
        guard network.heads.isEmpty else {
            throw TrainerError(
                message: "a head needs labels, which learning without them has not",
                remedy: "leave the head out; probes on the measured outputs say how good they are")
        }
        self.network = network
        let loss = try settings.loss()
        learners = network.units.map { circuit in
            UnsupervisedLearner(
                unit: circuit.specification, loss: loss,
                rule: MomentumPulses(circuit: circuit, settings: rule, steps: steps, seed: seed), meter: meter)
        }
    }

    public mutating func step(samples: Matrix<Float>, labels: [Int]) async throws -> BatchReport {
        try await withThrowingTaskGroup(of: (Int, UnitReport, NotedPulses).self) { group in
            var x = samples
            for (index, unit) in network.units.enumerated() {
                let record = try await unit.forward(x)
                let learner = learners[index]
                group.addTask {
                    let update = try await learner.learn(record, sources: labels)
                    // Noted here, while others still compute or are being programmed.
                    return (index, update.report, try await unit.note(update.counts))
                }
                x = record.outputs
            }
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
            return BatchReport(measurements: samples.rows, units: updates.compactMap { $0?.report }, heads: [])
        }
    }

    public func state() async -> TrainerState {
        var state = TrainerState()
        for (unit, learner) in zip(network.units, learners) {
            state.add(await learner.state, as: unit.specification.name)
        }
        return state
    }

    public mutating func restore(_ state: TrainerState) async throws {
        for (unit, learner) in zip(network.units, learners) {
            try await learner.restore(state.part(unit.specification.name))
        }
    }
}

/// The learning side of one unit: its local loss and its outer-product rule, on measured quantities alone.
actor UnsupervisedLearner {
    private let unit: UnitSpecification
    private let loss: any LocalLoss
    private let meter: ActivityMeter
    private var rule: MomentumPulses

    init(unit: UnitSpecification, loss: any LocalLoss, rule: MomentumPulses, meter: ActivityMeter) {
        self.unit = unit
        self.loss = loss
        self.rule = rule
        self.meter = meter
    }

    /// The state of its rule.
    var state: TrainerState { rule.state }

    /// Takes up the state of its rule. Throws `TrainerError` for one that does not fit.
    func restore(_ state: TrainerState) throws { try rule.restore(state) }

    /// The update from one measured batch; `sources` are the samples its views were made of.
    func learn(_ record: UnitRecord, sources: [Int]) throws -> UnitUpdate {
        try meter.during(.compute) {
            let value = try loss.evaluate(outputs: record.outputs, inputs: record.inputs, labels: sources)
            let slope = unit.activation.backward(value.gradient, at: record.outputs)
            let gradient = Matrix.product(record.drive, slope, transposingFirst: true)
            let (counts, total) = rule.pulses(for: gradient)
            return UnitUpdate(
                counts: counts, report: UnitReport(record, unit: unit, information: value.information, pulses: total))
        }
    }
}
