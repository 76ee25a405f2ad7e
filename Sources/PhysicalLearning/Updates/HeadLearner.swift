import Foundation
import Matrices

/// The learning side of a head: softmax cross-entropy on its own measured scores, D = [X, 1]^T (softmax(z) - onehot)/n.
actor HeadLearner {
    private let meter: ActivityMeter
    private var optimizer: PulseOptimizer

    init(optimizer: PulseOptimizer, meter: ActivityMeter) {
        self.optimizer = optimizer
        self.meter = meter
    }

    /// The state of its optimiser.
    var state: TrainerState { optimizer.state }

    /// Takes up the state of its optimiser. Throws `TrainerError` for one that does not fit.
    func restore(_ state: TrainerState) throws { try optimizer.restore(state) }

    /// The update from one measured batch.
    func learn(_ record: UnitRecord, labels: [Int]) -> HeadUpdate {
        meter.during(.compute) {
            let entropy = CrossEntropy(scores: record.outputs, labels: labels)
            let gradient = Matrix.product(record.drive, entropy.gradient, transposingFirst: true)
            let (counts, total) = optimizer.pulses(for: gradient)
            return HeadUpdate(
                counts: counts, report: HeadReport(loss: entropy.bits, accuracy: entropy.accuracy, pulses: total))
        }
    }
}

/// The pulses a head asks for after a batch, and what it showed.
struct HeadUpdate: Sendable {
    let counts: [Int8]
    let report: HeadReport
}

/// Softmax cross-entropy of class scores (n x classes) against labels.
struct CrossEntropy {
    /// The mean loss [bit].
    let bits: Double
    /// Share of samples whose highest score is the label's.
    let accuracy: Double
    /// (softmax(z) - onehot) / n, the gradient of the mean loss in nats (n x classes).
    let gradient: Matrix<Float>

    init(scores: Matrix<Float>, labels: [Int]) {
        var gradient = scores
        var nats = 0.0
        var right = 0
        let n = Float(max(1, scores.rows))
        for i in 0..<scores.rows {
            let row = scores.row(i)
            let highest = row.max() ?? 0
            let exponentials = row.map { expf($0 - highest) }
            let sum = exponentials.reduce(0, +)
            nats += Double(logf(sum) - (row[labels[i]] - highest))
            if row.firstIndex(of: highest) == labels[i] { right += 1 }
            for j in row.indices { gradient[i, j] = (exponentials[j] / sum - (j == labels[i] ? 1 : 0)) / n }
        }
        self.gradient = gradient
        bits = nats / Double(max(1, scores.rows)) / log(2)
        accuracy = Double(right) / Double(max(1, scores.rows))
    }
}
