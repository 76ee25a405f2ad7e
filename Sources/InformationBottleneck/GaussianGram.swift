import Matrices

/// The Gaussian Gram matrix of the rows of a batch, of a width that follows the batch, and the way back to the rows.
///
/// d_ij = |t_i - t_j|^2, s2 = c times the mean of d_ij over i != j, K_ij = exp(-d_ij / (2 s2)). The rows are centred
/// first: distances do not change, and an offset which all outputs share costs no digits.
struct GaussianGram<Scalar: GramScalar> {
    /// Number of samples n.
    let count: Int
    /// K, n x n in the order of the classes; only the upper triangle and the diagonal hold values.
    let kernel: Matrix<Scalar>
    private let centred: Matrix<Scalar>
    private let order: [Int]
    private let relativeWidth: Double
    /// Mean of d_ij over i != j; 0 if the rows count as equal.
    private let meanSquaredDistance: Double

    /// The Gram matrix of `rows` (n x d) taken in `order`, with relative width c; `name` is what errors call the rows.
    init(_ rows: Matrix<Scalar>, order: [Int], relativeWidth: Double, name: String) throws {
        let n = rows.rows
        let d = rows.columns
        guard n > 0, d > 0 else { throw InformationError.emptyBatch(name: name) }
        guard n == order.count else {
            throw InformationError.differentSampleCounts(name: name, count: n, expected: order.count)
        }
        var squares = 0.0
        let centred = Matrix<Scalar>(rows: n, columns: d) { target in
            squares = rows.withUnsafeElements { Scalar.centre($0.baseAddress!, order, n, d, target.baseAddress!) }
        }
        // For centred rows sum_ij d_ij = 2 n sum_i |t_i|^2.
        let mean = n > 1 ? 2 * squares / Double(n - 1) : squares
        guard mean <= SquaredDistance.largest else { throw Self.explanation(of: rows, name: name) }
        meanSquaredDistance = mean < SquaredDistance.smallest ? 0 : mean
        count = n
        self.centred = centred
        self.order = order
        self.relativeWidth = relativeWidth
        kernel =
            meanSquaredDistance == 0
            ? Matrix(rows: n, columns: n, repeating: 1)
            : Self.kernel(of: centred, rate: 0.5 / (relativeWidth * mean))
    }

    private static func kernel(of centred: Matrix<Scalar>, rate: Double) -> Matrix<Scalar> {
        let n = centred.rows
        let d = centred.columns
        return Matrix(rows: n, columns: n) { k in
            centred.withUnsafeElements {
                Scalar.syrk(false, n, d, 1, $0.baseAddress!, d, 0, k.baseAddress!, n)
            }
            withUnsafeTemporaryAllocation(of: Scalar.self, capacity: n) {
                Scalar.gaussian(n, rate, k.baseAddress!, $0.baseAddress!)
            }
        }
    }

    private static func explanation(of rows: Matrix<Scalar>, name: String) -> InformationError {
        guard let place = rows.elements.firstIndex(where: { !$0.isFinite }) else { return .spreadTooLarge(name: name) }
        return .notFinite(name: name, row: place / rows.columns, column: place % rows.columns)
    }

    /// The derivative of a function of K by the rows, n x d in the order in which they came, through the width too.
    ///
    /// `weights` holds P = G o K, G being the derivative by K (upper triangle; the diagonal does not count: K_ii is
    /// constant). With F = sum_j P_ij (t_j - t_i):
    /// dloss/dt_i = (2/s2) F_i + (sum_ij P_ij d_ij / (2 s2^2)) c 4 t_i/(n-1), and sum_ij P_ij d_ij = -2 <T, F>.
    func gradient(weights: consuming Matrix<Scalar>) -> Matrix<Scalar> {
        let n = count
        let d = centred.columns
        guard meanSquaredDistance > 0 else { return Matrix(rows: n, columns: d) }
        weights.withUnsafeMutableElements { p in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: n) {
                Scalar.laplacian(n, p.baseAddress!, $0.baseAddress!)
            }
        }
        let p = weights
        let squaredWidth = relativeWidth * meanSquaredDistance
        return centred.withUnsafeElements { t in
            let forces = Matrix<Scalar>(rows: n, columns: d) { f in
                p.withUnsafeElements { Scalar.symm(n, d, $0.baseAddress!, t.baseAddress!, f.baseAddress!) }
            }
            return Matrix(rows: n, columns: d) { out in
                forces.withUnsafeElements { f in
                    let weightedDistances = -2 * Scalar.dot(n * d, t.baseAddress!, f.baseAddress!)
                    let spread = 2 * weightedDistances * relativeWidth / (squaredWidth * squaredWidth * Double(n - 1))
                    Scalar.outputsGradient(
                        n, d, order, 2 / squaredWidth, f.baseAddress!, spread, t.baseAddress!, out.baseAddress!)
                }
            }
        }
    }
}
