import Foundation
import Matrices

/// Adam on weights that live on the host; the same constants and schedule as `PulseOptimizer`, without pulses.
struct HostAdam: Sendable {
    private let settings: PulseOptimizer.Settings
    private let learningRate: Double
    private let steps: Int
    private var taken = 0
    private var first: [Float]
    private var second: [Float]

    /// An optimiser for `weights` weights; the rate is in parts of the full differential conductance.
    init(weights: Int, learningRate: Double, steps: Int, settings: PulseOptimizer.Settings) {
        self.settings = settings
        self.learningRate = learningRate
        self.steps = steps
        first = [Float](repeating: 0, count: weights)
        second = [Float](repeating: 0, count: weights)
    }

    /// Moments and steps taken.
    var state: TrainerState {
        TrainerState(tensors: ["first": first, "second": second], numbers: ["taken": Double(taken)])
    }

    /// Goes on from a kept state. Throws `TrainerError` for one that does not fit.
    mutating func restore(_ state: TrainerState) throws {
        first = try state.tensor("first", count: first.count)
        second = try state.tensor("second", count: second.count)
        taken = try state.count("taken")
    }

    /// One step; the weights stay within +-limit.
    mutating func step(_ weights: inout Matrix<Float>, gradient: Matrix<Float>, limit: Float) {
        let rate = Float(learningRate * max(0, settings.schedule(step: taken, of: steps)))
        taken += 1
        let (decay1, decay2) = (Float(settings.momentum), Float(settings.variance))
        let correction1 = Float(1 / (1 - pow(settings.momentum, Double(taken))))
        let correction2 = Float(1 / (1 - pow(settings.variance, Double(taken))))
        let epsilon = Float(settings.epsilon)
        first.withUnsafeMutableBufferPointer { first in
            second.withUnsafeMutableBufferPointer { second in
                gradient.withUnsafeElements { gradient in
                    weights.withUnsafeMutableElements { weights in
                        for i in weights.indices {
                            let g = gradient[i]
                            first[i] = decay1 * first[i] + (1 - decay1) * g
                            second[i] = decay2 * second[i] + (1 - decay2) * g * g
                            let root = (second[i] * correction2).squareRoot() + epsilon
                            let moved = weights[i] - rate * first[i] * correction1 / root
                            weights[i] = min(limit, max(-limit, moved))
                        }
                    }
                }
            }
        }
    }
}
