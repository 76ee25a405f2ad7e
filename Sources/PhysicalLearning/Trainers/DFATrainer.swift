import Matrices
import RandomStreams

/// Direct feedback alignment: the error of the head reaches every unit through a fixed random matrix of its own.
///
/// e = softmax(o) - onehot, delta_l = (e B_l) o phi', B_l ~ N(0, 1/classes), D = [X, 1]^T delta_l (Nøkland 2016; on
/// physical hardware Nakajima et al., Nat. Commun. 13, 7847, 2022). One forward measurement, no weight, no chain; but
/// no unit learns before the last one has answered. See docs/methods/dfa.md.
public struct DFATrainer: ResumableTrainer {
    public static let needs = TrainerNeeds(broadcastError: true)
    public static let constants = LearningConstants(learningRate: 0.0075, momentum: 0.8)
    public let network: Network
    private let learners: OuterProductLearners
    private let feedback: [Matrix<Float>]
    private let meter: ActivityMeter

    /// A trainer for a calibrated network whose first head makes the error.
    ///
    /// - Parameters:
    ///   - steps: batches of the whole run, for the learning-rate schedule.
    ///   - seed: root seed of the feedback matrices and the rounding streams.
    public init(
        network: Network, optimizer: PulseOptimizer.Settings, steps: Int, seed: UInt64, meter: ActivityMeter
    ) {
        precondition(!network.heads.isEmpty, "the error to broadcast is a head's")
        self.network = network
        self.meter = meter
        learners = OuterProductLearners(network, optimizer: optimizer, steps: steps, seed: seed, meter: meter)
        let classes = network.heads[0].circuit.specification.outputs
        feedback = network.units.map { unit in
            var stream = RandomStream(seed: seed, name: "feedback/\(unit.specification.name)")
            let outputs = unit.specification.outputs
            let scale = 1 / Float(classes).squareRoot()
            return Matrix(
                rows: classes, columns: outputs, elements: stream.normal(classes * outputs).map { $0 * scale })
        }
    }

    public mutating func step(samples: Matrix<Float>, labels: [Int]) async throws -> BatchReport {
        let pass = try await network.forwardPass(samples)
        let slopes = meter.during(.compute) {
            let error = CrossEntropy(scores: pass.heads[0].outputs, labels: labels).gradient
            return network.units.indices.map { index in
                network.units[index].specification.activation.backward(
                    Matrix.product(error, feedback[index]), at: pass.units[index].outputs)
            }
        }
        let update = try await learners.step(network, pass: pass, slopes: slopes, labels: labels)
        return BatchReport(pass, network: network, update: update, measurements: samples.rows)
    }

    public func state() async -> TrainerState { await learners.state(network) }

    public mutating func restore(_ state: TrainerState) async throws { try await learners.restore(network, state) }
}

extension BatchReport {
    /// What a batch showed in which a method without local information changed the whole network.
    init(
        _ pass: ForwardPass, network: Network, update: OuterProductLearners.Update, measurements: Int,
        cellsRead: Int = 0
    ) {
        self.init(
            measurements: measurements,
            units: network.units.indices.map {
                UnitReport(
                    pass.units[$0], unit: network.units[$0].specification, information: nil,
                    pulses: update.units[$0].total)
            }, heads: update.heads.map(\.report), cellsRead: cellsRead)
    }
}
