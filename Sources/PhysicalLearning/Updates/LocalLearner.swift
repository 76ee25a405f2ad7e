import CElementwise
import InformationBottleneck
import Matrices

/// The learning side of one hidden unit: its local loss and its outer-product rule, on measured quantities alone.
///
/// D = [X, 1]^T (dloss/dT o phi') goes to the unit's own optimiser. Nothing of any other unit enters, and no
/// conductance.
actor LocalLearner {
    private let unit: UnitSpecification
    private let loss: any LocalLoss
    private let meter: ActivityMeter
    private var optimizer: PulseOptimizer

    init(unit: UnitSpecification, loss: any LocalLoss, optimizer: PulseOptimizer, meter: ActivityMeter) {
        self.unit = unit
        self.loss = loss
        self.optimizer = optimizer
        self.meter = meter
    }

    /// The update from one measured batch.
    func learn(_ record: UnitRecord, labels: [Int]) throws -> UnitUpdate {
        try meter.during(.compute) {
            let value = try loss.evaluate(outputs: record.outputs, inputs: record.inputs, labels: labels)
            let slope = unit.activation.backward(value.gradient, at: record.outputs)
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
