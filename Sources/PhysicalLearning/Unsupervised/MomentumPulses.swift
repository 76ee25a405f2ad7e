import CElementwise
import Foundation
import Matrices
import RandomStreams

/// Momentum on the host, scaled by one root mean square for a whole unit, whose step is a whole number of pulses.
///
/// m follows the gradient, q the mean of its squares over all weights of the unit (both corrected for their start):
/// k = -eta m / sqrt(q) / a, clipped and rounded stochastically to an integer. In the terms of docs/unsupervised.md,
/// dW = -(lr / sqrt(d_in)) m / sqrt(q) with eta = lr / 8, since a weight at full differential conductance is
/// 8 / sqrt(d_in). Unlike Adam it keeps the gradient's proportions: weights of pixels that are always dark stay put.
public struct MomentumPulses: Sendable {
    /// Settings of the rule.
    public struct Settings: Sendable, Equatable {
        /// Decay of the first moment.
        public var momentum = 0.9
        /// Decay of the mean square.
        public var variance = 0.99
        /// Most pulses to a cell in one update, 1...127.
        public var maximumPulses = 127

        /// The defaults of the recipe.
        public init() {}

        /// The share of the learning rate in force at `step` of `steps`: half a cosine from 1 to 0.
        public func schedule(step: Int, of steps: Int) -> Double {
            let progress = min(1, Double(step) / Double(max(1, steps)))
            return (1 + cos(.pi * progress)) / 2
        }
    }

    private let settings: Settings
    private let pulsesPerStep: Double
    private let steps: Int
    private var step = 0
    private var first: [Float]
    private var meanSquare = 0.0
    private var rounding: RandomStream

    /// A rule for `weights` weights.
    ///
    /// - Parameters:
    ///   - learningRate: eta, in parts of the full differential conductance.
    ///   - pulseStep: a, the share of the window a nominal pulse moves a cell.
    ///   - steps: updates of the whole run, for the schedule.
    ///   - rounding: the stream of the stochastic rounding.
    public init(
        weights: Int, learningRate: Double, pulseStep: Double, steps: Int, settings: Settings, rounding: RandomStream
    ) {
        self.settings = settings
        self.steps = steps
        self.rounding = rounding
        pulsesPerStep = learningRate / pulseStep
        first = [Float](repeating: 0, count: weights)
    }

    /// The pulse counts of one update from the gradient (rows x outputs): rows x 2 outputs, and their sum. A unit whose
    /// gradients have all been zero asks for none.
    public mutating func pulses(for gradient: Matrix<Float>) -> (counts: [Int8], total: Int) {
        precondition(gradient.elements.count == first.count, "a gradient of another unit")
        let count = first.count
        let rate = pulsesPerStep * settings.schedule(step: step, of: steps)
        step += 1
        let squares = gradient.withUnsafeElements {
            pibd_momentum_follow(&first, $0.baseAddress!, count, Float(settings.momentum))
        }
        meanSquare = settings.variance * meanSquare + (1 - settings.variance) * squares / Double(count)
        let expected = meanSquare / (1 - pow(settings.variance, Double(step)))
        let scale = expected > 0 ? -rate / (1 - pow(settings.momentum, Double(step))) / expected.squareRoot() : 0
        let largest = Float(min(127, max(1, settings.maximumPulses)))
        let uniforms = rounding.uniform(count)
        var total: Int64 = 0
        let counts = [Int8](unsafeUninitializedCapacity: 2 * count) { buffer, initialised in
            total = pibd_momentum_pulses(first, uniforms, buffer.baseAddress!, count, Float(scale), largest)
            initialised = 2 * count
        }
        return (counts, Int(total))
    }

    /// Moments, steps taken and the stream of the rounding.
    var state: TrainerState {
        TrainerState(
            tensors: ["first": first], numbers: ["mean-square": meanSquare, "step": Double(step)],
            streams: ["rounding": rounding])
    }

    /// Goes on from a kept state. Throws `TrainerError` for one that does not fit.
    mutating func restore(_ state: TrainerState) throws {
        first = try state.tensor("first", count: first.count)
        meanSquare = try state.number("mean-square")
        step = try state.count("step")
        rounding = try state.stream("rounding", like: rounding)
    }
}

extension MomentumPulses {
    /// The rule of one circuit, with a rounding stream of its own.
    init(circuit: UnitCircuit, settings: Settings, steps: Int, seed: UInt64) {
        let unit = circuit.specification
        let pulses = circuit.descriptor.pulses
        var settings = settings
        // A device may allow fewer pulses in one request than the rule would like.
        settings.maximumPulses = min(settings.maximumPulses, pulses?.maximumCount ?? 127)
        self.init(
            weights: unit.rows * unit.outputs, learningRate: unit.learningRate, pulseStep: pulses?.nominalStep ?? 1,
            steps: steps, settings: settings, rounding: RandomStream(seed: seed, name: "rounding/\(unit.name)"))
    }
}
