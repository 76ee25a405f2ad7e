import InformationBottleneck
import Matrices

/// Trains black boxes: every unit perturbs its own parameters and follows its own local loss, all units at once.
///
/// Nothing is known of a unit but that its parameters can be moved: the phases of a mask, or the cells of a crossbar in
/// pulses. Both signs of the perturbation are measured on the same batch, and each unit reads its own loss alone. Heads
/// learn as always, from both passes. See docs/black-box.md.
public struct PerturbationTrainer: Trainer {
    public static let needs = TrainerNeeds(passesPerSample: 2, writesPerBatch: 3)

    /// How units are probed and moved.
    public struct Settings: Sendable, Equatable {
        /// First perturbation of a mask's phases [rad].
        public var maskAmplitude = 0.3
        /// Step of a mask's phases [rad].
        public var maskRate = 0.05
        /// First perturbation of cells [pulses].
        public var pulseAmplitude = 1.0
        /// Step of cells [pulses].
        public var pulseRate = 1.0
        /// Pairs of cells of a unit that a direction moves, on average.
        public var pairs = 24
        /// Decay of the mean gradient.
        public var momentum = 0.9
        /// Decay of the mean square.
        public var variance = 0.99
        /// k of the schedule rate min(1, k (1 - step / steps)).
        public var scheduleKnee = 1.0
        /// Whether every sample of a batch is measured along a direction of its own where the parameters can follow
        /// (a modulator with a sequence of masks), so that a batch tells of as many directions as it has samples.
        public var directionsPerSample = true
        /// Whether the better of both ends is kept instead of going back to the middle: fewer writes, coarser steps.
        public var keepsPerturbation = false
        /// Whether each phase of a mask has a root mean square of its own instead of one for the whole mask.
        public var ownScales = true
        /// Whether a mask's pixels share in what a sample did as they were lit, where samples have own directions.
        public var weighsByLight = true
        /// Standard deviations of the loss that its differences have to reach, or the amplitude is doubled.
        public var significance = 3.0
        /// Passes over the first batch, at rest, that measure the noise of the losses; at least 2.
        public var noisePasses = 4

        /// The defaults.
        public init() {}
    }

    public let network: Network
    private let losses: [any LocalLoss]
    private let settings: Settings
    private let meter: ActivityMeter
    private let headLearners: [HeadLearner]
    private let steps: Int
    private var step = 0
    private var parameters: [any MovableParameters]
    private var estimates: [PerturbationEstimate]

    /// A trainer for a calibrated network, one loss a unit. A unit whose front end has a mask is trained by that, any
    /// other by its cells.
    public init(
        network: Network, losses: [any LocalLoss], optimizer: PulseOptimizer.Settings, steps: Int, seed: UInt64,
        meter: ActivityMeter, settings: Settings = Settings()
    ) {
        precondition(losses.count == network.units.count, "one loss a unit")
        self.network = network
        self.losses = losses
        self.settings = settings
        self.meter = meter
        self.steps = steps
        parameters = network.units.map { unit in
            if let mask = unit.frontEnd?.mask { return MaskParameters(mask) }
            return PulseParameters(unit, pairs: settings.pairs, seed: seed)
        }
        estimates = zip(network.units, parameters).map { unit, parameters in
            PerturbationEstimate(
                parameters,
                amplitude: unit.frontEnd?.mask == nil ? settings.pulseAmplitude : settings.maskAmplitude,
                settings: settings, seed: seed, unit: unit.specification.name)
        }
        headLearners = network.heads.map {
            HeadLearner(
                optimizer: PulseOptimizer(circuit: $0.circuit, settings: optimizer, steps: 2 * steps, seed: seed),
                meter: meter)
        }
    }

    /// The present amplitude of each unit's perturbation, in its parameters' own unit.
    public var amplitudes: [Double] { estimates.map(\.amplitude) }
    /// Standard deviation of each unit's loss at fixed parameters [bit]; nil before the first batch.
    public var noises: [Double?] { estimates.map(\.noise) }

    public mutating func step(samples: Matrix<Float>, labels: [Int]) async throws -> BatchReport {
        var measurements = 2 * samples.rows
        if step == 0 { measurements += try await measureNoise(samples, labels) }
        var pulses = [Int](repeating: 0, count: parameters.count)
        for index in estimates.indices { estimates[index].draw(samples: samples.rows) }
        try await offset(by: 1, counting: &pulses)
        let above = try await pass(samples, labels, learning: true)
        try await offset(by: -1, counting: &pulses)
        let below = try await pass(samples, labels, learning: true)
        let share = min(1, settings.scheduleKnee * (1 - Double(step) / Double(max(1, steps))))
        for index in parameters.indices {
            let shown = index == 0 ? samples : above.records[index - 1].outputs
            try await learn(index, above, below, shown, labels, share: share, counting: &pulses)
        }
        step += 1
        return BatchReport(
            measurements: measurements,
            units: network.units.indices.map {
                UnitReport(
                    below.records[$0], unit: network.units[$0].specification, information: below.information[$0],
                    pulses: pulses[$0])
            }, heads: below.heads)
    }

    private mutating func offset(by sign: Double, counting pulses: inout [Int]) async throws {
        for index in parameters.indices {
            let estimate = estimates[index]
            pulses[index] += try await parameters[index].offset(
                by: Float(sign * estimate.amplitude), along: estimate.directions)
        }
    }

    private mutating func learn(
        _ index: Int, _ above: Pass, _ below: Pass, _ shown: Matrix<Float>, _ labels: [Int], share: Double,
        counting pulses: inout [Int]
    ) async throws {
        let isMask = parameters[index] is MaskParameters
        let probed = estimates[index]
        let change = estimates[index].step(
            above: above.reading(index), below: below.reading(index),
            gradient: try gradient(index, above, below, labels), light: settings.weighsByLight && isMask ? shown : nil,
            rate: share * (isMask ? settings.maskRate : settings.pulseRate))
        guard settings.keepsPerturbation else {
            parameters[index].move(by: change)
            pulses[index] += try await parameters[index].rest()
            return
        }
        if above.losses[index] < below.losses[index] {
            pulses[index] += try await parameters[index].offset(
                by: Float(probed.amplitude), along: probed.directions)
        }
        parameters[index].keep()
    }

    /// dLoss/dT of a unit whose samples went along directions of their own, half-way between both ends.
    private func gradient(_ index: Int, _ above: Pass, _ below: Pass, _ labels: [Int]) throws -> Matrix<Float>? {
        guard estimates[index].directions.rows > 1 else { return nil }
        let ends = (above.records[index], below.records[index])
        let middle = Matrix(
            rows: ends.0.outputs.rows, columns: ends.0.outputs.columns,
            elements: zip(ends.0.outputs.elements, ends.1.outputs.elements).map { ($0 + $1) / 2 })
        return try meter.during(.compute) {
            try losses[index].evaluate(outputs: middle, inputs: ends.1.inputs, labels: labels).gradient
        }
    }

    /// Passes at rest; the samples measured.
    private mutating func measureNoise(_ samples: Matrix<Float>, _ labels: [Int]) async throws -> Int {
        for index in parameters.indices { _ = try await parameters[index].rest() }
        var readings: [[Double]] = []
        for _ in 0..<max(2, settings.noisePasses) {
            readings.append(try await pass(samples, labels, learning: false).losses)
        }
        for index in estimates.indices {
            let mean = readings.reduce(0) { $0 + $1[index] } / Double(readings.count)
            let squares = readings.reduce(0) { $0 + ($1[index] - mean) * ($1[index] - mean) }
            estimates[index].noise = (squares / Double(readings.count - 1)).squareRoot()
        }
        return readings.count * samples.rows
    }

    /// What one pass showed.
    private struct Pass {
        var records: [UnitRecord] = []
        var losses: [Double] = []
        var information: [Double] = []
        var heads: [HeadReport] = []

        func reading(_ index: Int) -> PerturbationEstimate.Reading {
            .init(loss: losses[index], outputs: records[index].outputs)
        }
    }

    /// Measures a batch on every unit; each one's loss is computed while the device goes on with the next.
    private func pass(_ samples: Matrix<Float>, _ labels: [Int], learning: Bool) async throws -> Pass {
        try await withThrowingTaskGroup(of: (Int, LocalLossValue).self) { group in
            var pass = Pass()
            var x = samples
            for (index, unit) in network.units.enumerated() {
                let record = try await unit.forward(x)
                let loss = losses[index]
                group.addTask { [meter] in
                    let value = try meter.during(.compute) {
                        try loss.evaluate(outputs: record.outputs, inputs: record.inputs, labels: labels)
                    }
                    return (index, value)
                }
                pass.records.append(record)
                x = record.outputs
            }
            if learning {
                pass.heads = try await network.stepHeads(
                    headLearners, outputs: pass.records.map(\.outputs), labels: labels)
            }
            var values = [LocalLossValue?](repeating: nil, count: network.units.count)
            while let (index, value) = try await group.next() { values[index] = value }
            pass.losses = values.compactMap { $0?.loss }
            pass.information = values.compactMap { $0?.information }
            return pass
        }
    }
}
