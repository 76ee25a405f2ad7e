import Matrices

extension PIBTrainer {
    /// What every unit shows of one batch, without learning from it: nothing is pulsed. The measurements are no
    /// training measurements.
    public func observe(samples: Matrix<Float>, labels: [Int]) async throws -> BatchReport {
        let pass = try await network.forwardPass(samples)
        var units: [UnitReport] = []
        for (index, record) in pass.units.enumerated() {
            units.append(try await learners[index].observe(record, labels: labels))
        }
        let heads = pass.heads.map { record in
            let entropy = CrossEntropy(scores: record.outputs, labels: labels)
            return HeadReport(loss: entropy.bits, accuracy: entropy.accuracy, pulses: 0)
        }
        return BatchReport(measurements: samples.rows, units: units, heads: heads)
    }
}

extension LocalLearner {
    /// What the unit shows of a batch, without an update.
    func observe(_ record: UnitRecord, labels: [Int]) throws -> UnitReport {
        try meter.during(.compute) {
            let value = try loss.evaluate(outputs: record.outputs, inputs: record.inputs, labels: labels)
            return UnitReport(record, unit: unit, information: value.information, pulses: 0)
        }
    }
}
