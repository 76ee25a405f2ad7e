import Matrices

/// Ridge regression of one-hot labels on measured outputs plus a bias; the class with the highest prediction.
///
/// lambda = 1e-3 tr(F^T F)/d, F being the outputs with the bias column (n x d).
public struct RidgeReadOut: ReadOut {
    private let weights: Matrix<Float>

    /// Fits to labelled outputs (n x d). Throws `MatrixError` when the outputs hold nothing at all to fit.
    public init(outputs: Matrix<Float>, labels: [Int], classes: Int) throws {
        let features = outputs.appendingColumn(1).converted(to: Double.self)
        var normal = Matrix.product(features, features, transposingFirst: true)
        var trace = 0.0
        for i in 0..<normal.rows { trace += normal[i, i] }
        let ridge = 1e-3 * trace / Double(normal.rows)
        for i in 0..<normal.rows { normal[i, i] += ridge }
        var targets = Matrix<Double>(rows: labels.count, columns: classes)
        for (i, label) in labels.enumerated() { targets[i, label] = 1 }
        let right = Matrix.product(features, targets, transposingFirst: true)
        weights = try normal.solvingPositiveDefinite(right).converted()
    }

    public func classify(_ outputs: Matrix<Float>) -> [Int] {
        HighestScore().classify(Matrix.product(outputs.appendingColumn(1), weights))
    }
}
