import Matrices
import RandomStreams

/// Gradients from perturbations of the whole network: many parameters move at once, and the difference of the global
/// loss says how much of the perturbation to keep.
///
/// g = mean over k of [L(theta + e r_k) - L(theta - e r_k)]/(2e) r_k, both signs on the same samples (Abbott et al.,
/// arXiv 2506.04523; Spall, IEEE TAC 37, 332, 1992). On a chip of pulses e is a whole number of pulses, and taking a
/// perturbation back is more pulses. See docs/methods/pgt.md.
public struct PGTTrainer: ResumableTrainer {
    public static let needs = TrainerNeeds(passesPerSample: 2, writesPerBatch: 9)
    public static let constants = LearningConstants(learningRate: 0.05, headLearningRate: 0.1)

    /// How the loss is probed.
    public struct Settings: Sendable, Equatable {
        /// Directions r_k probed with a batch, K: each one on a K-th of its samples.
        public var directions = 4
        /// Pairs of cells that a direction moves, on average. With fewer a pair is probed less often but with less
        /// noise from the others, which is the same to the estimate; its cells have fewer pulses to bear.
        public var pairs = 24
        /// Pulses of the first perturbations, e.
        public var amplitude = 1
        /// Most pulses of a perturbation; less where the device takes fewer than twice as many in a request.
        public var largestAmplitude = 32
        /// Standard deviations of the loss that its difference has to reach, or the amplitude is doubled.
        public var significance = 3.0
        /// Passes over the first samples, at rest, that measure the noise of the loss; at least 2.
        public var noisePasses = 4

        /// The defaults.
        public init() {}
    }

    public let network: Network
    /// The noise of the measured loss at fixed parameters, standard deviation [bit]; nil before the first batch.
    public private(set) var lossNoise: Double?
    /// Pulses of a perturbation at present.
    public private(set) var amplitude: Int
    private let largest: Int
    /// Share of the pairs that a direction moves.
    private let density: Float
    private let settings: Settings
    private let meter: ActivityMeter
    private var optimizers: [PulseOptimizer]
    private var signs: [RandomStream]
    /// Squared loss differences since the amplitude was last judged.
    private var differences: [Double] = []

    /// A trainer for a calibrated network; the loss is the first head's cross-entropy.
    public init(
        network: Network, optimizer: PulseOptimizer.Settings, steps: Int, seed: UInt64, meter: ActivityMeter,
        settings: Settings = Settings()
    ) {
        precondition(!network.heads.isEmpty, "the global loss is a head's")
        self.network = network
        self.settings = settings
        self.meter = meter
        // 2e, and an update on top of the way back, have to fit one request to the device.
        let most = min(127, network.circuits.compactMap(\.descriptor.pulses?.maximumCount).min() ?? 127)
        var optimizer = optimizer
        optimizer.maximumPulses = max(1, min(optimizer.maximumPulses, most / 2))
        largest = max(1, min(settings.largestAmplitude, (most - optimizer.maximumPulses) / 2))
        amplitude = max(1, min(settings.amplitude, largest))
        let all = network.circuits.reduce(0) { $0 + $1.specification.rows * $1.specification.outputs }
        density = min(1, Float(settings.pairs) / Float(max(1, all)))
        optimizers = network.circuits.map {
            PulseOptimizer(circuit: $0, settings: optimizer, steps: steps, seed: seed)
        }
        signs = network.circuits.map { RandomStream(seed: seed, name: "perturbation/\($0.specification.name)") }
    }

    public mutating func step(samples: Matrix<Float>, labels: [Int]) async throws -> BatchReport {
        let parts = Self.parts(of: samples.rows, into: settings.directions)
        var measurements = 0
        if lossNoise == nil {
            measurements += try await measureNoise(samples.rows(parts[0]), Array(labels[parts[0]]))
        }
        let circuits = network.circuits
        var gradients = circuits.map { Matrix<Float>(rows: $0.specification.rows, columns: $0.specification.outputs) }
        var pulses = [Int](repeating: 0, count: circuits.count)
        var pending = circuits.map { [Int8](repeating: 0, count: $0.specification.rows * $0.specification.columns) }
        var latest = ForwardPass()
        for part in parts {
            let (x, y) = (samples.rows(part), Array(labels[part]))
            let direction = draw()
            // The pulses that take a perturbation back go out with those that come next.
            add(direction, times: amplitude, to: &pending)
            try await program(&pending, counting: &pulses)
            let above = try await network.forwardPass(x)
            add(direction, times: -2 * amplitude, to: &pending)
            try await program(&pending, counting: &pulses)
            latest = try await network.forwardPass(x)
            add(direction, times: amplitude, to: &pending)
            measurements += 2 * x.rows
            let difference = bits(above, y) - bits(latest, y)
            differences.append(difference * difference)
            accumulate(direction, times: difference / Double(2 * amplitude * parts.count), into: &gradients)
        }
        for index in circuits.indices {
            add(optimizers[index].pulses(for: gradients[index]).counts, to: &pending[index])
        }
        try await program(&pending, counting: &pulses)
        judgeAmplitude()
        return report(latest, Array(labels[parts[parts.count - 1]]), pulses: pulses, measurements: measurements)
    }

    /// `count` samples in at most `parts` parts of nearly equal size.
    private static func parts(of count: Int, into parts: Int) -> [Range<Int>] {
        let parts = max(1, min(parts, count))
        return (0..<parts).map { $0 * count / parts..<($0 + 1) * count / parts }
    }

    /// Passes at rest: the standard deviation of the loss by read noise alone. The samples measured.
    private mutating func measureNoise(_ samples: Matrix<Float>, _ labels: [Int]) async throws -> Int {
        var losses: [Double] = []
        for _ in 0..<max(2, settings.noisePasses) {
            losses.append(bits(try await network.forwardPass(samples), labels))
        }
        let mean = losses.reduce(0, +) / Double(losses.count)
        let squares = losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        lossNoise = (squares / Double(losses.count - 1)).squareRoot()
        return losses.count * samples.rows
    }

    private func bits(_ pass: ForwardPass, _ labels: [Int]) -> Double {
        CrossEntropy(scores: pass.heads[0].outputs, labels: labels).bits
    }

    /// Doubles the amplitude while the differences drown in the noise of the loss. One difference may be small by
    /// chance, so the root mean square of several is looked at.
    private mutating func judgeAmplitude() {
        guard let lossNoise, differences.count >= 8 else { return }
        let height = (differences.reduce(0, +) / Double(differences.count)).squareRoot()
        if height < settings.significance * lossNoise { amplitude = min(2 * amplitude, largest) }
        differences = []
    }

    private func report(_ pass: ForwardPass, _ labels: [Int], pulses: [Int], measurements: Int) -> BatchReport {
        let hidden = network.units.count
        return BatchReport(
            measurements: measurements,
            units: network.units.indices.map {
                UnitReport(
                    pass.units[$0], unit: network.units[$0].specification, information: nil, pulses: pulses[$0])
            },
            heads: network.heads.indices.map {
                let entropy = CrossEntropy(scores: pass.heads[$0].outputs, labels: labels)
                return HeadReport(loss: entropy.bits, accuracy: entropy.accuracy, pulses: pulses[hidden + $0])
            })
    }
}

extension PGTTrainer {
    public func state() async -> TrainerState {
        var state = TrainerState(numbers: [
            "amplitude": Double(amplitude), "differences": Double(differences.count),
        ])
        state.numbers["loss-noise"] = lossNoise
        for (index, difference) in differences.enumerated() { state.numbers["difference-\(index)"] = difference }
        for (index, circuit) in network.circuits.enumerated() {
            state.add(optimizers[index].state, as: circuit.specification.name)
            state.streams["\(circuit.specification.name)/signs"] = signs[index]
        }
        return state
    }

    public mutating func restore(_ state: TrainerState) async throws {
        lossNoise = state.numbers["loss-noise"]
        amplitude = min(largest, max(1, try state.count("amplitude")))
        differences = try (0..<min(1024, state.count("differences"))).map { try state.number("difference-\($0)") }
        for (index, circuit) in network.circuits.enumerated() {
            let part = state.part(circuit.specification.name)
            try optimizers[index].restore(part)
            signs[index] = try part.stream("signs", like: signs[index])
        }
    }
}

/// Perturbations as pulses.
extension PGTTrainer {
    /// One r in {-1, 0, 1} for every pair of cells: +1 is a SET on G+ and a RESET on G-.
    private mutating func draw() -> [[Int8]] {
        return network.circuits.enumerated().map { index, circuit in
            let unit = circuit.specification
            let uniforms = signs[index].uniform(unit.rows * unit.outputs)
            return [Int8](unsafeUninitializedCapacity: uniforms.count) { signs, initialised in
                for (pair, uniform) in uniforms.enumerated() {
                    signs[pair] = uniform < density / 2 ? 1 : uniform < density ? -1 : 0
                }
                initialised = uniforms.count
            }
        }
    }

    private func add(_ direction: [[Int8]], times pulses: Int, to pending: inout [[Int8]]) {
        let factor = Int8(pulses)
        for index in direction.indices {
            direction[index].withUnsafeBufferPointer { signs in
                pending[index].withUnsafeMutableBufferPointer { counts in
                    for pair in signs.indices {
                        counts[2 * pair] += signs[pair] * factor
                        counts[2 * pair + 1] -= signs[pair] * factor
                    }
                }
            }
        }
    }

    private func add(_ counts: [Int8], to pending: inout [Int8]) {
        pending.withUnsafeMutableBufferPointer { pending in
            counts.withUnsafeBufferPointer { for index in $0.indices { pending[index] += $0[index] } }
        }
    }

    private func accumulate(_ direction: [[Int8]], times slope: Double, into gradients: inout [Matrix<Float>]) {
        let slope = Float(slope)
        for index in direction.indices {
            direction[index].withUnsafeBufferPointer { signs in
                gradients[index].withUnsafeMutableElements { gradient in
                    for pair in signs.indices { gradient[pair] += slope * Float(signs[pair]) }
                }
            }
        }
    }

    /// Applies the pending pulses of all circuits; none are pending then.
    private func program(_ pending: inout [[Int8]], counting pulses: inout [Int]) async throws {
        for (index, circuit) in network.circuits.enumerated() {
            pulses[index] += try await circuit.program(pending[index])
            pending[index] = [Int8](repeating: 0, count: pending[index].count)
        }
    }
}
