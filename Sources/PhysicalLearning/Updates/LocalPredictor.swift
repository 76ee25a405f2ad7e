import Foundation
import Matrices

/// A unit's own read-out on the host: what a linear classifier of its measured outputs says about the labels.
///
/// q(y|t) = softmax([t, 1] V). Its cross-entropy bounds the information from below, I(T;Y) >= H(Y) - <-log2 q(y|t)>
/// (Barber and Agakov, NIPS 2003), so its slope at the outputs is a second estimate of the slope of I(T;Y): one that
/// remembers earlier batches, and that looks at the samples not told apart yet. V lives on the host and is known
/// exactly; nothing of the hardware is modelled, and nothing of any other unit enters.
struct LocalPredictor: Sendable {
    /// Weight of its slope beside that of the loss.
    let weight: Float
    private var weights: Matrix<Float>
    private var optimizer: HostAdam

    /// What a predictor says about one batch.
    struct Value {
        /// Mean cross-entropy [bit].
        let bits: Double
        /// The derivative of the mean cross-entropy [nat] by each output (n x d).
        let gradient: Matrix<Float>
    }

    /// A predictor that knows nothing yet.
    ///
    /// - Parameters:
    ///   - outputs: outputs of the unit.
    ///   - classes: classes; labels are 0..<classes.
    ///   - steps: updates of the whole run.
    ///   - unit: the unit's own optimiser, whose schedule the predictor follows.
    init(outputs: Int, classes: Int, settings: PredictorSettings, steps: Int, unit: PulseOptimizer.Settings) {
        var adam = unit
        adam.momentum = 0.9
        adam.variance = 0.99
        weight = Float(settings.weight)
        weights = Matrix(rows: outputs + 1, columns: classes)
        optimizer = HostAdam(
            weights: (outputs + 1) * classes, learningRate: settings.learningRate, steps: steps, settings: adam)
    }

    /// V and the state of its optimiser.
    var state: TrainerState {
        var state = optimizer.state
        state.tensors["weights"] = weights.elements
        return state
    }

    /// Goes on from a kept state. Throws `TrainerError` for one that does not fit.
    mutating func restore(_ state: TrainerState) throws {
        weights = try state.matrix("weights", like: weights)
        try optimizer.restore(state)
    }

    /// The slope at the outputs (n x d) of one batch by what was learnt before it; then learns from the batch.
    mutating func learn(_ outputs: Matrix<Float>, labels: [Int]) -> Value {
        let inputs = outputs.appendingColumn(1)
        let entropy = CrossEntropy(scores: Matrix.product(inputs, weights), labels: labels)
        let slope = Matrix.product(entropy.gradient, weights, transposingSecond: true).columns(0..<outputs.columns)
        optimizer.step(
            &weights, gradient: Matrix.product(inputs, entropy.gradient, transposingFirst: true),
            limit: .greatestFiniteMagnitude)
        return Value(bits: entropy.bits, gradient: slope)
    }
}

extension Matrix<Float> {
    /// self / |self| + weight other / |other|, lengths taken over all elements; one of length zero adds nothing.
    func blended(with other: Matrix<Float>, weight: Float) -> Matrix<Float> {
        precondition(rows == other.rows && columns == other.columns, "gradients of different outputs")
        func factor(_ matrix: Matrix<Float>, _ share: Float) -> Float {
            let square = matrix.elements.reduce(0.0) { $0 + Double($1) * Double($1) }
            return square > 0 ? share / Float(square.squareRoot()) : 0
        }
        let (own, others) = (factor(self, 1), factor(other, weight))
        return Matrix(
            rows: rows, columns: columns, elements: zip(elements, other.elements).map { $0 * own + $1 * others })
    }
}
