import Matrices
import RandomStreams

/// Physical gradient training without a model: all parameters of the whole network are perturbed at once, and the
/// difference of the global loss says how much of the perturbation to keep.
///
/// g = mean over repeats of [L(theta + e r) - L(theta - e r)]/(2e) r, r = +-1 for every pair of cells, both signs on the
/// same batch (Abbott et al., arXiv 2506.04523; Spall, IEEE TAC 37, 332, 1992). On a chip of pulses e is a whole number
/// of pulses, and taking a perturbation back is more pulses. See docs/methods/pgt.md.
public struct PGTTrainer: Trainer {
    public static let needs = TrainerNeeds(passesPerSample: 2, writesPerBatch: 3)

    /// How the loss is probed.
    public struct Settings: Sendable, Equatable {
        /// Perturbations of a batch, K; each one costs two passes.
        public var repeats = 1
        /// Pulses of the first perturbations.
        public var amplitude = 1
        /// Most pulses of a perturbation.
        public var largestAmplitude = 8
        /// Standard deviations of the loss that its difference has to reach, or the amplitude is doubled.
        public var significance = 3.0
        /// Passes over the first batch, at rest, that measure the noise of the loss.
        public var noisePasses = 4

        /// The defaults.
        public init() {}
    }

    public let network: Network
    /// The noise of the measured loss at fixed parameters, standard deviation [bit]; nil before the first batch.
    public private(set) var lossNoise: Double?
    /// Pulses of a perturbation at present.
    public private(set) var amplitude: Int
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
        precondition(!network.heads.isEmpty && settings.repeats > 0, "the global loss is a head's")
        self.network = network
        self.settings = settings
        self.meter = meter
        amplitude = settings.amplitude
        optimizers = network.circuits.map {
            PulseOptimizer(circuit: $0, settings: optimizer, steps: steps, seed: seed)
        }
        signs = network.circuits.map { RandomStream(seed: seed, name: "perturbation/\($0.specification.name)") }
    }

    public mutating func step(samples: Matrix<Float>, labels: [Int]) async throws -> BatchReport {
        var passes = 0
        if lossNoise == nil { passes += try await measureNoise(samples, labels) }
        let circuits = network.circuits
        var gradients = circuits.map { Matrix<Float>(rows: $0.specification.rows, columns: $0.specification.outputs) }
        var pulses = [Int](repeating: 0, count: circuits.count)
        var pending = circuits.map { [Int8](repeating: 0, count: $0.specification.rows * $0.specification.columns) }
        var latest = ForwardPass()
        for _ in 0..<settings.repeats {
            let direction = draw()
            // The pulses that take a perturbation back go out with those that come next.
            add(direction, times: amplitude, to: &pending)
            try await program(&pending, counting: &pulses)
            let above = try await measure(samples)
            add(direction, times: -2 * amplitude, to: &pending)
            try await program(&pending, counting: &pulses)
            latest = try await measure(samples)
            add(direction, times: amplitude, to: &pending)
            passes += 2
            let difference = bits(above, labels) - bits(latest, labels)
            differences.append(difference * difference)
            accumulate(direction, times: difference / Double(2 * amplitude * settings.repeats), into: &gradients)
        }
        for index in circuits.indices {
            add(optimizers[index].pulses(for: gradients[index]).counts, to: &pending[index])
        }
        try await program(&pending, counting: &pulses)
        judgeAmplitude()
        return report(latest, labels, pulses: pulses, measurements: passes * samples.rows)
    }

    /// Passes at rest: the standard deviation of the loss by read noise alone.
    private mutating func measureNoise(_ samples: Matrix<Float>, _ labels: [Int]) async throws -> Int {
        var losses: [Double] = []
        for _ in 0..<max(2, settings.noisePasses) {
            losses.append(bits(try await measure(samples), labels))
        }
        let mean = losses.reduce(0, +) / Double(losses.count)
        let squares = losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        lossNoise = (squares / Double(losses.count - 1)).squareRoot()
        return losses.count
    }

    private func measure(_ samples: Matrix<Float>) async throws -> ForwardPass {
        try await network.forwardPass(samples)
    }

    private func bits(_ pass: ForwardPass, _ labels: [Int]) -> Double {
        CrossEntropy(scores: pass.heads[0].outputs, labels: labels).bits
    }

    /// Doubles the amplitude while the differences drown in the noise of the loss. One difference may be small by
    /// chance, so the root mean square of several is looked at.
    private mutating func judgeAmplitude() {
        guard let lossNoise, differences.count >= 8 else { return }
        let height = (differences.reduce(0, +) / Double(differences.count)).squareRoot()
        if height < settings.significance * lossNoise { amplitude = min(2 * amplitude, settings.largestAmplitude) }
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

/// Perturbations as pulses.
extension PGTTrainer {
    /// One sign r for every pair of cells: +1 is a SET on G+ and a RESET on G-.
    private mutating func draw() -> [[Int8]] {
        network.circuits.enumerated().map { index, circuit in
            let unit = circuit.specification
            let uniforms = signs[index].uniform(unit.rows * unit.outputs)
            return [Int8](unsafeUninitializedCapacity: uniforms.count) { counts, initialised in
                for pair in uniforms.indices { counts[pair] = uniforms[pair] < 0.5 ? 1 : -1 }
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
