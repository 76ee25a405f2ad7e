import InformationBottleneck
import Matrices
import RandomStreams

/// Trains crossbar units by perturbing their nodes: signs are added to z, each unit reads its own loss, and what the
/// loss did says how much of those signs each node should have more of.
///
/// g = [L(z + e xi) - L(z - e xi)] / (2e) xi with one sign a sample and node, and D = [X, 1]^T g goes to the unit's
/// optimiser: an outer-product rule for which no slope of activation or loss has to be known (Williams, Mach. Learn. 8,
/// 229, 1992; Fiete and Seung, Phys. Rev. Lett. 97, 048104, 2006). Both signs are measured on the same batch, all units
/// at once. See docs/black-box.md.
public struct NodePerturbationTrainer: Trainer {
    public static let needs = TrainerNeeds(passesPerSample: 2)

    public let network: Network
    /// Size of the perturbation of a node [V], e.
    public let amplitude: Double
    private let losses: [any LocalLoss]
    private let meter: ActivityMeter
    private let headLearners: [HeadLearner]
    private var optimizers: [PulseOptimizer]
    private var signs: [RandomStream]

    /// A trainer for a calibrated network, one loss a unit.
    public init(
        network: Network, losses: [any LocalLoss], optimizer: PulseOptimizer.Settings, steps: Int, seed: UInt64,
        meter: ActivityMeter, amplitude: Double = 0.05
    ) {
        precondition(losses.count == network.units.count, "one loss a unit")
        self.network = network
        self.losses = losses
        self.meter = meter
        self.amplitude = amplitude
        optimizers = network.units.map {
            PulseOptimizer(circuit: $0, settings: optimizer, steps: steps, seed: seed)
        }
        signs = network.units.map { RandomStream(seed: seed, name: "nodes/\($0.specification.name)") }
        headLearners = network.heads.map {
            HeadLearner(
                optimizer: PulseOptimizer(circuit: $0.circuit, settings: optimizer, steps: 2 * steps, seed: seed),
                meter: meter)
        }
    }

    public mutating func step(samples: Matrix<Float>, labels: [Int]) async throws -> BatchReport {
        let nodes = network.units.indices.map { draw(samples.rows, network.units[$0].specification.outputs, $0) }
        let above = try await pass(samples, labels, nodes)
        let below = try await pass(samples, labels, nodes.map { $0.scaled(by: -1) })
        var units: [UnitReport] = []
        for (index, unit) in network.units.enumerated() {
            let difference = above.losses[index].loss - below.losses[index].loss
            let slope = difference / (2 * amplitude * amplitude)
            let record = above.records[index]
            let gradient = meter.during(.compute) {
                Matrix.product(record.drive, nodes[index].scaled(by: Float(slope)), transposingFirst: true)
            }
            let (counts, total) = optimizers[index].pulses(for: gradient)
            try await unit.program(counts)
            units.append(
                UnitReport(
                    record, unit: unit.specification, information: above.losses[index].information, pulses: total))
        }
        return BatchReport(measurements: 2 * samples.rows, units: units, heads: below.heads)
    }

    /// +-amplitude for each sample and node.
    private mutating func draw(_ n: Int, _ outputs: Int, _ unit: Int) -> Matrix<Float> {
        let amplitude = Float(amplitude)
        let elements = signs[unit].uniform(n * outputs).map { $0 < 0.5 ? amplitude : -amplitude }
        return Matrix(rows: n, columns: outputs, elements: elements)
    }

    private struct Pass {
        var records: [UnitRecord] = []
        var losses: [LocalLossValue] = []
        var heads: [HeadReport] = []
    }

    private func pass(_ samples: Matrix<Float>, _ labels: [Int], _ nodes: [Matrix<Float>]) async throws -> Pass {
        var pass = Pass()
        var x = samples
        for (index, unit) in network.units.enumerated() {
            let record = try await unit.forward(x, nodes: nodes[index])
            pass.losses.append(
                try meter.during(.compute) {
                    try losses[index].evaluate(outputs: record.outputs, inputs: record.inputs, labels: labels)
                })
            pass.records.append(record)
            x = record.outputs
        }
        pass.heads = try await network.stepHeads(headLearners, outputs: pass.records.map(\.outputs), labels: labels)
        return pass
    }
}

extension Matrix where Scalar == Float {
    /// Every element times `factor`.
    fileprivate func scaled(by factor: Float) -> Matrix {
        Matrix(rows: rows, columns: columns, elements: elements.map { factor * $0 })
    }
}
