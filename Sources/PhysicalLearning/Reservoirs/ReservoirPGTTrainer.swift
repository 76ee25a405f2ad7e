import Matrices
import RandomStreams

/// Gradients from perturbations for digital layers around a fixed reservoir: all parameters before and behind it move
/// at once, and the difference of the global loss says how much of the perturbation to keep.
///
/// g = mean over k of [L(theta + e r_k) - L(theta - e r_k)]/(2e) r_k with r in {-1, 1}, both signs on the same samples
/// (Abbott et al., arXiv 2506.04523). The reservoir stands in the middle: behind one linear layer, or behind the
/// attention of a transformer block. Nothing of it is known or set. See docs/simulated-reservoirs.md.
public struct ReservoirPGTTrainer: Trainer {
    public static let needs = TrainerNeeds(passesPerSample: 2, writesPerBatch: 0)
    public static let constants = LearningConstants(learningRate: 0.01, momentum: 0.9)
    public static var ownReadOut: String? { "digital" }

    /// How the loss is probed.
    public struct Settings: Sendable, Equatable {
        /// The layers before the reservoir.
        public var front = DigitalFront.linear(outputs: 16)
        /// Directions probed with a batch: each one on its share of the samples.
        public var directions = 4
        /// The perturbation e of every parameter.
        public var amplitude: Float = 0.02

        /// The defaults.
        public init() {}
    }

    public let network: Network
    private let circuit: UnitCircuit
    private let classes: Int
    private let settings: Settings
    private let meter: ActivityMeter
    private let frontCount: Int
    /// All parameters in a column: those before the reservoir, then those behind it (features + 1 x classes).
    private var parameters: Matrix<Float>
    private var optimizer: HostAdam
    private var signs: RandomStream
    private var couplings: RandomStream
    private var scale: Standardisation?

    /// A trainer around the first unit of a calibrated network, for samples of as many numbers as that one has inputs.
    ///
    /// Throws `TrainerError` where the samples cannot be cut into tokens, or the device has too few inputs.
    public init(
        network: Network, classes: Int, optimizer: PulseOptimizer.Settings, steps: Int, seed: UInt64,
        meter: ActivityMeter, settings: Settings = Settings()
    ) throws {
        guard let unit = network.units.first else {
            throw TrainerError(message: "there is no reservoir", remedy: "give the network one unit")
        }
        let dimension = unit.specification.inputs
        guard let width = settings.front.width(dimension: dimension) else {
            throw TrainerError(
                message: "\(dimension) inputs cannot be cut into equal tokens as \(settings.front) asks for",
                remedy: "give a number of tokens that divides the inputs")
        }
        // Read-outs of the run look at the reservoir driven with plain samples.
        self.network = Network(units: [unit], heads: [])
        self.classes = classes
        self.settings = settings
        self.meter = meter
        circuit = try unit.resized(inputs: width)
        var stream = RandomStream(seed: seed, name: "digital/front")
        let front = settings.front.initial(dimension: dimension, stream: &stream)
        frontCount = front.count
        let back = [Float](repeating: 0, count: (unit.specification.outputs + 1) * classes)
        parameters = Matrix(rows: front.count + back.count, columns: 1, elements: front + back)
        self.optimizer = HostAdam(
            weights: front.count + back.count, learningRate: unit.specification.learningRate, steps: steps,
            settings: optimizer)
        signs = RandomStream(seed: seed, name: "perturbation")
        couplings = RandomStream(seed: seed, name: "couplings")
    }

    public mutating func step(samples: Matrix<Float>, labels: [Int]) async throws -> BatchReport {
        var written = 0
        if scale == nil {
            written = try await circuit.scatterCouplings(stream: &couplings)
            scale = Standardisation(pooled(try await measure(samples, parameters).outputs))
        }
        let parts = max(1, min(settings.directions, samples.rows))
        var gradient = Matrix<Float>(rows: parameters.rows, columns: 1)
        var entropies: [CrossEntropy] = []
        var latest: UnitRecord?
        for part in 0..<parts {
            let range = part * samples.rows / parts..<(part + 1) * samples.rows / parts
            let (x, y) = (samples.rows(range), Array(labels[range]))
            let direction = draw()
            let above = try await probe(x, y, direction, settings.amplitude)
            let below = try await probe(x, y, direction, -settings.amplitude)
            let slope = Float((above.entropy.bits - below.entropy.bits) / Double(2 * Float(parts) * settings.amplitude))
            gradient = gradient.moved(slope, direction)
            entropies.append(below.entropy)
            latest = below.record
        }
        optimizer.step(&parameters, gradient: gradient, limit: .greatestFiniteMagnitude)
        let count = Double(entropies.count)
        return BatchReport(
            measurements: 2 * samples.rows,
            units: latest.map {
                [UnitReport($0, unit: circuit.specification, information: nil, pulses: written)]
            } ?? [],
            heads: [
                HeadReport(
                    loss: entropies.reduce(0) { $0 + $1.bits } / count,
                    accuracy: entropies.reduce(0) { $0 + $1.accuracy } / count, pulses: 0)
            ])
    }

    public func predict(_ samples: Matrix<Float>) async throws -> Prediction {
        var parts: [Matrix<Float>] = []
        for start in stride(from: 0, to: samples.rows, by: 256) {
            let part = samples.rows(start..<min(samples.rows, start + 256))
            parts.append(try scores(try await measure(part, parameters), parameters))
        }
        return Prediction(scores: Matrix.concatenatingRows(parts), measurements: samples.rows)
    }

    private func probe(
        _ samples: Matrix<Float>, _ labels: [Int], _ direction: Matrix<Float>, _ amplitude: Float
    ) async throws -> (entropy: CrossEntropy, record: UnitRecord) {
        let moved = parameters.moved(amplitude, direction)
        let record = try await measure(samples, moved)
        return (CrossEntropy(scores: try scores(record, moved), labels: labels), record)
    }

    private func measure(_ samples: Matrix<Float>, _ parameters: Matrix<Float>) async throws -> UnitRecord {
        let drive = meter.during(.compute) {
            settings.front(samples, parameters: Array(parameters.elements[..<frontCount]))
        }
        return try await circuit.forward(drive)
    }

    private func scores(_ record: UnitRecord, _ parameters: Matrix<Float>) throws -> Matrix<Float> {
        guard let scale else {
            throw TrainerError(message: "pgt has learnt nothing yet", remedy: "train at least one batch")
        }
        let features = scale(pooled(record.outputs)).appendingColumn(1)
        let weights = Matrix(
            rows: features.columns, columns: classes, elements: Array(parameters.elements[frontCount...]))
        return Matrix.product(features, weights)
    }

    /// The mean over the drives of each sample (n x features).
    private func pooled(_ outputs: Matrix<Float>) -> Matrix<Float> {
        let drives = settings.front.drivesPerSample
        guard drives > 1 else { return outputs }
        let average = Matrix<Float>(rows: 1, columns: drives, repeating: 1 / Float(drives))
        let n = outputs.rows / drives
        return Matrix(rows: n, columns: outputs.columns) { target in
            outputs.withUnsafeElements { outputs_ in
                average.withUnsafeElements { average in
                    for sample in 0..<n {
                        Float.gemm(
                            false, false, 1, outputs.columns, drives, 1, average.baseAddress!, drives,
                            outputs_.baseAddress! + sample * drives * outputs.columns, outputs.columns, 0,
                            target.baseAddress! + sample * outputs.columns, outputs.columns)
                    }
                }
            }
        }
    }

    /// One sign for every parameter.
    private mutating func draw() -> Matrix<Float> {
        Matrix(
            rows: parameters.rows, columns: 1, elements: signs.uniform(parameters.rows).map { $0 < 0.5 ? -1 : 1 })
    }
}

extension Matrix<Float> {
    /// This matrix plus `factor` times another of its shape.
    fileprivate func moved(_ factor: Float, _ other: Matrix<Float>) -> Matrix<Float> {
        Matrix(rows: rows, columns: columns, elements: zip(elements, other.elements).map { $0 + factor * $1 })
    }
}
