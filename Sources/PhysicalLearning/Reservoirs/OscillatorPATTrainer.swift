import Matrices
import PhysicalDevices
import RandomStreams

/// Physics-aware training of coupled oscillators: forward on the device, backward through the data sheet's equations
/// along the trajectories that start at the measured inputs.
///
/// Wright et al., Nature 601, 549 (2022), and its public example of coupled pendula. The couplings and constant drives
/// are parameters that the host sets; nobody reads them back. The last `classes` outputs of the last unit are the class
/// oscillators: they start at rest, and the one that swings furthest names the class. See docs/simulated-reservoirs.md.
public struct OscillatorPATTrainer: ResumableTrainer {
    public static let needs = TrainerNeeds(model: true, backwardChain: true)
    public static let constants = LearningConstants(learningRate: 0.002, momentum: 0.9)
    public static var ownReadOut: String? { "class-oscillators" }

    /// What is not in the units.
    public struct Settings: Sendable, Equatable {
        /// Class scores for each radian of the class oscillators [1/rad].
        public var scoreScale: Float = 4
        /// Amplitude that fills the range in which the class oscillators are read [rad]; the gain of the last unit
        /// follows from it, not from calibration, which looks at all oscillators.
        public var classRange = 2.0

        /// The defaults.
        public init() {}
    }

    public let network: Network
    private let classes: Int
    private let twin: OscillatorTwin
    private let settings: Settings
    private let meter: ActivityMeter
    private let programmer = CellProgrammer(verifies: false)
    /// What every unit's elements are to be set to (rows x outputs, in parts of the range).
    private var couplings: [Matrix<Float>]
    private var optimizers: [HostAdam]
    private var isProgrammed = false

    /// A trainer for the calibrated units of a network; its heads are left alone.
    ///
    /// Throws `TrainerError` where the device's elements cannot be set, or the last unit has no oscillators to spare
    /// for the classes.
    public init(
        network: Network, classes: Int, model: OscillatorModel, optimizer: PulseOptimizer.Settings, steps: Int,
        seed: UInt64, meter: ActivityMeter, settings: Settings = Settings()
    ) throws {
        try Self.check(network.units, classes: classes)
        self.network = Network(units: Self.rangingClasses(of: network.units, over: settings.classRange), heads: [])
        self.classes = classes
        self.settings = settings
        self.meter = meter
        twin = OscillatorTwin(model: model)
        couplings = network.units.map { unit in
            var stream = RandomStream(seed: seed, name: "couplings/\(unit.specification.name)")
            let spread = Float(
                unit.specification.initialSpread / Double(unit.specification.inputs).squareRoot() / model.couplingRange)
            let (rows, outputs) = (unit.specification.rows, unit.specification.outputs)
            return Matrix(rows: rows, columns: outputs, elements: stream.normal(rows * outputs).map { $0 * spread })
        }
        optimizers = network.units.map {
            HostAdam(
                weights: $0.specification.rows * $0.specification.outputs, learningRate: $0.specification.learningRate,
                steps: steps, settings: optimizer)
        }
    }

    /// The units with the gain of the last one such that its readings are full at `radians`.
    private static func rangingClasses(of units: [UnitCircuit], over radians: Double) -> [UnitCircuit] {
        var units = units
        let last = units.count - 1
        let gains = units[last].descriptor.converter.gain
        let gain = units[last].specification.fullScale.value / radians
        units[last].gain = min(gains.upperBound, max(gains.lowerBound, gain))
        return units
    }

    /// Throws `TrainerError` where the method cannot work with these units.
    static func check(_ units: [UnitCircuit], classes: Int) throws {
        for unit in units where !unit.descriptor.capabilities.contains(.targetProgrammable) {
            throw TrainerError(
                message: "pat sets the couplings of oscillators, and unit \(unit.specification.name) has none to set",
                remedy: "choose a device that is target-programmable")
        }
        guard let last = units.last?.specification, last.outputs >= last.inputs + classes else {
            throw TrainerError(
                message: "the last unit has no \(classes) oscillators beside those of its inputs",
                remedy: "give it as many outputs as inputs and classes together")
        }
    }

    public mutating func step(samples: Matrix<Float>, labels: [Int]) async throws -> BatchReport {
        var written = 0
        if !isProgrammed { written += try await program() }
        let records = try await measure(samples)
        let entropy = CrossEntropy(scores: scores(records[records.count - 1].outputs), labels: labels)
        meter.during(.compute) { learn(records, from: entropy.gradient) }
        written += try await program()
        return BatchReport(
            measurements: samples.rows,
            units: records.indices.map {
                UnitReport(
                    records[$0], unit: network.units[$0].specification, information: nil,
                    pulses: written * couplings[$0].elements.count / couplings.reduce(0) { $0 + $1.elements.count })
            },
            heads: [HeadReport(loss: entropy.bits, accuracy: entropy.accuracy, pulses: 0)])
    }

    /// The class oscillators' amplitudes, as scores.
    public func predict(_ samples: Matrix<Float>) async throws -> Prediction {
        var parts: [Matrix<Float>] = []
        for start in stride(from: 0, to: samples.rows, by: 256) {
            let records = try await measure(samples.rows(start..<min(samples.rows, start + 256)))
            parts.append(scores(records[records.count - 1].outputs))
        }
        return Prediction(scores: Matrix.concatenatingRows(parts), measurements: samples.rows)
    }

    /// The couplings and the moments of their optimisers.
    public func state() async -> TrainerState {
        var state = TrainerState()
        for (index, unit) in network.units.enumerated() {
            var part = optimizers[index].state
            part.tensors["couplings"] = couplings[index].elements
            state.add(part, as: unit.specification.name)
        }
        return state
    }

    /// Goes on from a kept state, and sets every coupling: nobody can read whether the device still has them.
    public mutating func restore(_ state: TrainerState) async throws {
        for (index, unit) in network.units.enumerated() {
            let part = state.part(unit.specification.name)
            try optimizers[index].restore(part)
            couplings[index] = try part.matrix("couplings", like: couplings[index])
        }
        _ = try await program()
    }

    private func measure(_ samples: Matrix<Float>) async throws -> [UnitRecord] {
        var records: [UnitRecord] = []
        var x = samples
        for unit in network.units {
            let record = try await unit.forward(x)
            records.append(record)
            x = record.outputs
        }
        return records
    }

    /// Scores for each volt of the last unit's readings.
    private var scoreFactor: Float { settings.scoreScale / Float(network.units[network.units.count - 1].gain) }

    private func scores(_ outputs: Matrix<Float>) -> Matrix<Float> {
        var scores = outputs.columns(outputs.columns - classes..<outputs.columns)
        let factor = scoreFactor
        scores.withUnsafeMutableElements { for index in $0.indices { $0[index] *= factor } }
        return scores
    }

    /// Carries the error of the scores from the last unit to the first, and takes a step with every unit's couplings.
    private mutating func learn(_ records: [UnitRecord], from error: Matrix<Float>) {
        var gradient = Matrix<Float>(rows: error.rows, columns: records[records.count - 1].outputs.columns)
        var slope = error
        let factor = scoreFactor
        slope.withUnsafeMutableElements { for index in $0.indices { $0[index] *= factor } }
        gradient.add(slope, atColumn: gradient.columns - classes)
        for index in records.indices.reversed() {
            let (unit, record) = (network.units[index], records[index])
            let atReadings = unit.readingGradient(gradient, record.outputs)
            let trace = twin.trace(record.drive, settings: couplings[index])
            let back = twin.backward(trace, atReadings)
            optimizers[index].step(&couplings[index], gradient: back.settings, limit: 0.98)
            gradient = back.drive
        }
    }

    /// Sets every unit's elements; how many.
    private mutating func program() async throws -> Int {
        var written = 0
        for (index, unit) in network.units.enumerated() {
            written += try await programmer.program(unit, to: couplings[index]).pulses
        }
        isProgrammed = true
        return written
    }
}

extension UnitCircuit {
    /// The gradient at the amplitudes that were read from that at the activated outputs: back through the activation,
    /// the gain, and a converter that tells nothing beyond its full scale.
    fileprivate func readingGradient(_ gradient: Matrix<Float>, _ outputs: Matrix<Float>) -> Matrix<Float> {
        var result = specification.activation.backward(gradient, at: outputs)
        let (factor, top) = (Float(gain), Float(specification.fullScale.value) * 0.999)
        let isLinear = specification.activation == .linear
        result.withUnsafeMutableElements { result in
            outputs.withUnsafeElements { t in
                for index in result.indices {
                    result[index] = isLinear && t[index].magnitude >= top ? 0 : result[index] * factor
                }
            }
        }
        return result
    }
}
