import CElementwise
import Matrices
import RandomStreams

/// Adam on the host whose step is a whole number of pulses.
///
/// k = -eta m / (sqrt(v) + epsilon) / a, clipped and rounded stochastically to an integer: a is the share of the window
/// that one nominal pulse moves a cell, so eta / a is the number of pulses of a full step, whatever the unit's fan-in
/// (docs/pib.md, "The learning rate is in pulses"). k > 0 applies k SET pulses to G+ and k RESET pulses to G-, k < 0
/// the reverse.
public struct PulseOptimizer: Sendable {
    /// Settings of the optimiser.
    public struct Settings: Sendable, Equatable {
        /// Decay of the first moment.
        public var momentum = 0.95
        /// Decay of the second moment.
        public var variance = 0.99
        /// Guard of the division.
        public var epsilon = 1e-10
        /// Most pulses to a cell in one update.
        public var maximumPulses = 15
        /// The rate is eta min(1, knee (1 - step / steps)).
        public var scheduleKnee = 1.5

        /// The defaults of the recipe.
        public init() {}

        /// The share of the learning rate in force at `step` of `steps`.
        public func schedule(step: Int, of steps: Int) -> Double {
            min(1, scheduleKnee * (1 - Double(step) / Double(max(1, steps))))
        }
    }

    private let settings: Settings
    private let pulsesPerStep: Double
    private let steps: Int
    private var step = 0
    private var first: [Float]
    private var second: [Float]
    private var rounding: RandomStream

    /// An optimiser for `weights` weights.
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
        second = [Float](repeating: 0, count: weights)
    }

    /// The pulse counts of one update from the gradient (rows x outputs): rows x 2 outputs, and their sum.
    public mutating func pulses(for gradient: Matrix<Float>) -> (counts: [Int8], total: Int) {
        precondition(gradient.elements.count == first.count, "a gradient of another unit")
        let adam = pibd_adam(
            first_decay: Float(settings.momentum), second_decay: Float(settings.variance),
            first_correction: Float(1 / (1 - power(settings.momentum, step + 1))),
            second_correction: Float(1 / (1 - power(settings.variance, step + 1))),
            pulses: Float(pulsesPerStep * settings.schedule(step: step, of: steps)),
            epsilon: Float(settings.epsilon), largest: Float(settings.maximumPulses))
        step += 1
        let count = first.count
        let uniforms = rounding.uniform(count)
        var total: Int64 = 0
        let counts = [Int8](unsafeUninitializedCapacity: 2 * count) { buffer, initialised in
            gradient.withUnsafeElements { gradient in
                total = pibd_adam_pulses(
                    &first, &second, gradient.baseAddress!, uniforms, buffer.baseAddress!, count, adam)
            }
            initialised = 2 * count
        }
        return (counts, Int(total))
    }

    /// Moments, steps taken and the stream of the rounding.
    var state: TrainerState {
        TrainerState(
            tensors: ["first": first, "second": second], numbers: ["step": Double(step)],
            streams: ["rounding": rounding])
    }

    /// Goes on from a kept state. Throws `TrainerError` for one that does not fit.
    mutating func restore(_ state: TrainerState) throws {
        first = try state.tensor("first", count: first.count)
        second = try state.tensor("second", count: second.count)
        step = try state.count("step")
        rounding = try state.stream("rounding", like: rounding)
    }

    private func power(_ base: Double, _ exponent: Int) -> Double {
        var result = 1.0
        var factor = base
        var remaining = exponent
        while remaining > 0 {
            if remaining & 1 == 1 { result *= factor }
            factor *= factor
            remaining >>= 1
        }
        return result
    }
}
