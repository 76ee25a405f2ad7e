import InformationBottleneck
import Matrices

/// The learning side of one hidden unit: advantage-weighted information on its own measured outputs.
actor AdvantageLearner {
    private let unit: UnitSpecification
    private let loss: AdvantageLoss
    private let meter: ActivityMeter
    private var rule: MomentumPulses

    init(unit: UnitSpecification, loss: AdvantageLoss, rule: MomentumPulses, meter: ActivityMeter) {
        self.unit = unit
        self.loss = loss
        self.rule = rule
        self.meter = meter
    }

    /// The update from one minibatch, measured again.
    func learn(_ record: UnitRecord, _ lesson: PolicyLesson) throws -> UnitUpdate {
        try meter.during(.compute) {
            let value = try loss.evaluate(outputs: record.outputs, labels: lesson.labels, weights: lesson.weights)
            let slope = unit.activation.backward(value.gradient, at: record.outputs)
            let (counts, total) = rule.pulses(
                for: Matrix.product(record.drive, slope, transposingFirst: true))
            return UnitUpdate(
                counts: counts, report: UnitReport(record, unit: unit, information: value.information, pulses: total))
        }
    }
}

/// The learning side of the last unit: the three-factor rule D = -[X, 1]^T (advantage (onehot(action) - softmax(z)))/n.
actor PolicyLearner {
    private let meter: ActivityMeter
    private var rule: MomentumPulses

    init(rule: MomentumPulses, meter: ActivityMeter) {
        self.rule = rule
        self.meter = meter
    }

    /// The update from one minibatch, measured again; the report's accuracy is the share of steps at which the measured
    /// scores prefer the action that the step speaks for.
    func learn(_ record: UnitRecord, _ lesson: PolicyLesson) -> HeadUpdate {
        meter.during(.compute) {
            let entropy = CrossEntropy(scores: record.outputs, labels: lesson.actions)
            var slope = entropy.gradient
            for (i, advantage) in lesson.advantages.enumerated() {
                for j in 0..<slope.columns { slope[i, j] *= Float(advantage) }
            }
            let (counts, total) = rule.pulses(
                for: Matrix.product(record.drive, slope, transposingFirst: true))
            let accuracy = HighestScore().accuracy(record.outputs, labels: lesson.labels)
            return HeadUpdate(
                counts: counts, report: HeadReport(loss: entropy.bits, accuracy: accuracy, pulses: total))
        }
    }
}
