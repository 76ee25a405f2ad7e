import Matrices

/// A loss that one unit computes from its own batch: the inputs as really applied, the outputs as measured, the labels.
///
/// loss = -I(T;Y) + beta I(T;X), estimated from Gram matrices. Pure: no state, no I/O.
public protocol LocalLoss: Sendable {
    /// The loss and its closed-form gradient at the measured outputs.
    ///
    /// - Parameters:
    ///   - outputs: T, n x d, in any unit: the kernel width follows the batch.
    ///   - inputs: X, n x d_in; read only if the weight beta of I(T;X) is not zero.
    ///   - labels: Y, one for each of the n samples; any integers, compared for equality only.
    /// - Throws: `InformationError` for an empty batch, for sample counts that differ, and for elements that are NaN,
    ///   infinite or too large; `MatrixError` if a factorisation fails.
    ///
    /// Degenerate batches have defined values. When all outputs are equal (a dead unit; a batch of one) the gradient
    /// is zero and the information is that of a Gram matrix of ones: 0, but for the log-determinant loss, whose bits
    /// are negative there (0 is its best value). With a single class in the batch I(T;Y) is 0 and has no gradient.
    func evaluate(outputs: Matrix<Float>, inputs: Matrix<Float>, labels: [Int]) throws -> LocalLossValue
}
