import Matrices

/// The floor: hidden units stay as they were made, only the heads learn.
public struct RandomUnitsTrainer: ResumableTrainer {
    public static let needs = TrainerNeeds.forwardOnly
    public let network: Network
    private let headLearners: [HeadLearner]

    /// A trainer for a calibrated network; `steps` is the number of batches of the run, for the schedule.
    public init(
        network: Network, optimizer: PulseOptimizer.Settings, steps: Int, seed: UInt64, meter: ActivityMeter
    ) {
        self.network = network
        headLearners = network.heads.map {
            HeadLearner(
                optimizer: PulseOptimizer(circuit: $0.circuit, settings: optimizer, steps: steps, seed: seed),
                meter: meter)
        }
    }

    public mutating func step(samples: Matrix<Float>, labels: [Int]) async throws -> BatchReport {
        var x = samples
        var outputs: [Matrix<Float>] = []
        var units: [UnitReport] = []
        for unit in network.units {
            let record = try await unit.forward(x)
            units.append(UnitReport(record, unit: unit.specification, information: nil, pulses: 0))
            x = record.outputs
            outputs.append(x)
        }
        let heads = try await network.stepHeads(headLearners, outputs: outputs, labels: labels)
        return BatchReport(measurements: samples.rows, units: units, heads: heads)
    }

    public func state() async -> TrainerState { await network.headState(headLearners) }

    public mutating func restore(_ state: TrainerState) async throws {
        try await network.restoreHeads(headLearners, state)
    }
}
