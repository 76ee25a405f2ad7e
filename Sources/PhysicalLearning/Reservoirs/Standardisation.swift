import Matrices

/// Brings measured features to mean 0 and standard deviation 1, column by column, as they were in one batch.
struct Standardisation: Sendable {
    private let means: [Float]
    private let factors: [Float]

    /// The statistics of `features` (n x d); a column that never changes gives 0.
    init(_ features: Matrix<Float>) {
        let means = features.columnMeans()
        var squares = [Float](repeating: 0, count: features.columns)
        features.withUnsafeElements { f in
            for row in 0..<features.rows {
                for j in squares.indices {
                    let deviation = f[row * squares.count + j] - means[j]
                    squares[j] += deviation * deviation
                }
            }
        }
        let n = Float(max(1, features.rows))
        self.means = means
        factors = squares.map { $0 > 1e-12 * n ? (n / $0).squareRoot() : 0 }
    }

    /// The features in those units (n x d).
    func callAsFunction(_ features: Matrix<Float>) -> Matrix<Float> {
        Matrix(rows: features.rows, columns: features.columns) { target in
            features.withUnsafeElements { f in
                let width = features.columns
                for row in 0..<features.rows {
                    for j in 0..<width {
                        target[row * width + j] = (f[row * width + j] - means[j]) * factors[j]
                    }
                }
            }
        }
    }
}
