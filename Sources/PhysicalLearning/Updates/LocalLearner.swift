import CElementwise
import InformationBottleneck
import Matrices

/// The learning side of one hidden unit: its local loss and its outer-product rule, on measured quantities alone.
///
/// D = [X, 1]^T (dloss/dT o phi') goes to the unit's own optimiser. With a predictor the slope is the blend of the
/// loss's and the predictor's, each at length 1. Nothing of any other unit enters, and no
/// conductance.
actor LocalLearner {
    let unit: UnitSpecification
    let loss: any LocalLoss
    let meter: ActivityMeter
    private var optimizer: PulseOptimizer
    private var predictor: LocalPredictor?

    init(
        unit: UnitSpecification, loss: any LocalLoss, optimizer: PulseOptimizer, meter: ActivityMeter,
        predictor: LocalPredictor? = nil
    ) {
        self.unit = unit
        self.loss = loss
        self.optimizer = optimizer
        self.predictor = predictor
        self.meter = meter
    }

    /// The state of its optimiser and of its predictor.
    var state: TrainerState {
        var state = optimizer.state
        if let predictor { state.add(predictor.state, as: "predictor") }
        return state
    }

    /// Takes up the state of its optimiser and of its predictor. Throws `TrainerError` for one that does not fit.
    func restore(_ state: TrainerState) throws {
        try optimizer.restore(state)
        try predictor?.restore(state.part("predictor"))
    }

    /// The update from one measured batch.
    func learn(_ record: UnitRecord, labels: [Int]) throws -> UnitUpdate {
        try meter.during(.compute) {
            let value = try loss.evaluate(outputs: record.outputs, inputs: record.inputs, labels: labels)
            var towards = value.gradient
            if let prediction = predictor?.learn(record.outputs, labels: labels), let weight = predictor?.weight {
                towards = towards.blended(with: prediction.gradient, weight: weight)
            }
            let slope = unit.activation.backward(towards, at: record.outputs)
            let gradient = Matrix.product(record.drive, slope, transposingFirst: true)
            let (counts, total) = optimizer.pulses(for: gradient)
            return UnitUpdate(
                counts: counts, report: UnitReport(record, unit: unit, information: value.information, pulses: total))
        }
    }
}

/// The pulses a unit asks for after a batch, and what it showed.
struct UnitUpdate: Sendable {
    let counts: [Int8]
    let report: UnitReport
}
