/// A factorisation that did not exist for the matrix given.
public enum MatrixError: Error, Equatable, CustomStringConvertible {
    /// The eigendecomposition did not converge (NaN or infinity among the elements, as a rule).
    case eigendecompositionFailed(order: Int, info: Int)
    /// The matrix is not positive definite; `order` is its size, `info` the leading minor that failed.
    case notPositiveDefinite(order: Int, info: Int)

    public var description: String {
        switch self {
        case .eigendecompositionFailed(let order, let info):
            "the eigendecomposition of a \(order) x \(order) matrix did not converge (LAPACK info \(info)); "
                + "look for NaN or infinite elements"
        case .notPositiveDefinite(let order, let info):
            "a \(order) x \(order) matrix is not positive definite (leading minor \(info))"
        }
    }
}
