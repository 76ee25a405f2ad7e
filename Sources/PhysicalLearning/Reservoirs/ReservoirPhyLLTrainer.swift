import Matrices
import RandomStreams

/// Physical local learning on fixed physics: each reservoir is followed by a digital layer, and only that one learns.
///
/// The label is driven beside the sample. Every sample goes through the hardware with its own label and with one wrong
/// one; a digital layer then takes several steps on the same measurement, for a goodness of its own (Momeni et al.,
/// Science 382, 1297, 2023). Nothing of the device is known, and no signal runs backwards through it. See
/// docs/simulated-reservoirs.md.
public struct ReservoirPhyLLTrainer: Trainer {
    public static let needs = TrainerNeeds(secondPhase: true, passesPerSample: 2, writesPerBatch: 0)
    public static let constants = LearningConstants(learningRate: 0.01, momentum: 0.9)
    public static var ownReadOut: String? { "goodness" }

    /// Constants of the method.
    public struct Settings: Sendable, Equatable {
        /// Steepness theta of the loss.
        public var steepness: Float = 5
        /// Steps of a digital layer for each measured batch.
        public var innerSteps = 10
        /// What the input of the label is driven with, in fractions of full scale.
        public var labelLevel: Float = 1

        /// The defaults.
        public init() {}
    }

    public let network: Network
    private let classes: Int
    private let settings: Settings
    private let meter: ActivityMeter
    private let circuits: [UnitCircuit]
    private let goodnesses: [CosineGoodness]
    private var scales: [Standardisation?]
    private var layers: [Matrix<Float>]
    private var optimizers: [HostAdam]
    private var wrong: RandomStream
    private var couplings: RandomStream

    /// A trainer for the units of a network that take as many inputs as the samples have; the first also gets those of
    /// the label.
    ///
    /// - Parameter steps: batches of the whole run, for the schedule.
    /// - Throws: `TrainerError` for fewer than two classes, or a device with too few inputs.
    public init(
        network: Network, classes: Int, optimizer: PulseOptimizer.Settings, steps: Int, seed: UInt64,
        meter: ActivityMeter, settings: Settings = Settings()
    ) throws {
        guard classes >= 2 else {
            throw TrainerError(message: "phyll compares labels, and there is one class", remedy: "give it two or more")
        }
        // What answers beside the method: read-outs on the first reservoir, which alone is driven with plain samples.
        self.network = Network(units: Array(network.units.prefix(1)), heads: [])
        self.classes = classes
        self.settings = settings
        self.meter = meter
        circuits = try network.units.enumerated().map { index, unit in
            try unit.resized(inputs: unit.specification.inputs + (index == 0 ? classes : 0))
        }
        scales = circuits.map { _ in nil }
        layers = circuits.map { circuit in
            let width = circuit.specification.outputs
            var stream = RandomStream(seed: seed, name: "digital/\(circuit.specification.name)")
            let spread = 1 / Float(width + 1).squareRoot()
            return Matrix(
                rows: width + 1, columns: width, elements: stream.normal((width + 1) * width).map { $0 * spread })
        }
        optimizers = circuits.map {
            HostAdam(
                weights: ($0.specification.outputs + 1) * $0.specification.outputs,
                learningRate: $0.specification.learningRate, steps: steps * max(1, settings.innerSteps),
                settings: optimizer)
        }
        goodnesses = circuits.map { circuit in
            var stream = RandomStream(seed: seed, name: "goodness/\(circuit.specification.name)")
            return CosineGoodness(direction: stream.normal(circuit.specification.outputs))
        }
        wrong = RandomStream(seed: seed, name: "wrong-labels")
        couplings = RandomStream(seed: seed, name: "couplings")
    }

    public mutating func step(samples: Matrix<Float>, labels: [Int]) async throws -> BatchReport {
        let others = labels.map { ($0 + 1 + wrong.integer(below: classes - 1)) % classes }
        var x = Matrix.concatenatingRows([embed(labels, in: samples), embed(others, in: samples)])
        let measurements = x.rows
        var reports: [UnitReport] = []
        for index in circuits.indices {
            var written = 0
            if scales[index] == nil { written = try await circuits[index].scatterCouplings(stream: &couplings) }
            let record = try await circuits[index].forward(x)
            let outputs = meter.during(.compute) { learn(index, record.outputs) }
            reports.append(
                UnitReport(record, unit: circuits[index].specification, information: nil, pulses: written))
            x = drive(from: outputs)
        }
        return BatchReport(measurements: measurements, units: reports, heads: [])
    }

    /// Every label is tried on every sample: C passes; the score is the goodness of all layers together.
    public func predict(_ samples: Matrix<Float>) async throws -> Prediction {
        var scores = Matrix<Float>(rows: samples.rows, columns: classes)
        for label in 0..<classes {
            var x = embed([Int](repeating: label, count: samples.rows), in: samples)
            for index in circuits.indices {
                let features = try await circuits[index].forward(x).outputs
                guard let scale = scales[index] else {
                    throw TrainerError(message: "phyll has learnt nothing yet", remedy: "train at least one batch")
                }
                let outputs = Matrix.product(scale(features).appendingColumn(1), layers[index])
                for (row, value) in goodnesses[index](outputs).enumerated() { scores[row, label] += value }
                x = drive(from: outputs)
            }
        }
        return Prediction(scores: scores, measurements: classes * samples.rows)
    }

    /// Several steps of one digital layer on one measurement; its outputs afterwards.
    private mutating func learn(_ index: Int, _ measured: Matrix<Float>) -> Matrix<Float> {
        let scale = scales[index] ?? Standardisation(measured)
        scales[index] = scale
        let features = scale(measured).appendingColumn(1)
        for _ in 0..<settings.innerSteps {
            let outputs = Matrix.product(features, layers[index])
            let slope = goodnesses[index].lossGradient(outputs, steepness: settings.steepness)
            let gradient = Matrix.product(features, slope, transposingFirst: true)
            optimizers[index].step(&layers[index], gradient: gradient, limit: .greatestFiniteMagnitude)
        }
        return Matrix.product(features, layers[index])
    }

    /// What drives the next reservoir: outputs brought to the scale of their own batch, inside the converter's range.
    private func drive(from outputs: Matrix<Float>) -> Matrix<Float> {
        var drive = outputs
        drive.withUnsafeMutableElements { values in
            for row in 0..<outputs.rows {
                let range = row * outputs.columns..<(row + 1) * outputs.columns
                var squares: Float = 0
                for index in range { squares += values[index] * values[index] }
                let factor = 1 / max(1e-6, (squares / Float(outputs.columns)).squareRoot())
                for index in range { values[index] *= 0.5 * factor }
            }
        }
        return Activation.tanh(drive)
    }

    /// The labels' inputs behind those of the samples (n x d + C): what a fading memory hears last it knows best.
    private func embed(_ labels: [Int], in samples: Matrix<Float>) -> Matrix<Float> {
        var marks = Matrix<Float>(rows: samples.rows, columns: classes)
        for (row, label) in labels.enumerated() { marks[row, label] = settings.labelLevel }
        return Matrix.concatenatingColumns([samples, marks])
    }
}
