import CElementwise
import Foundation
import Matrices

/// The Gaussian Gram matrix of the rows of a batch taken as directions from their mean, and the way back to the rows.
///
/// u_i = (t_i - mean t) / |t_i - mean t|, K_ij = exp(-|u_i - u_j|^2 / (2 s2)) with a fixed s2: lengths do not count, so
/// distances lie in 0...2 whatever the unit. A row on the mean has no direction; it counts as the origin and gets no
/// gradient of its own.
struct DirectionGram<Scalar: DirectionScalar> {
    /// K, n x n in the order asked for; only the upper triangle and the diagonal hold values.
    let kernel: Matrix<Scalar>
    private let directions: Matrix<Scalar>
    private let lengths: [Double]
    private let order: [Int]
    private let squaredWidth: Double

    /// The Gram matrix of `rows` (n x d) taken in `order`; `name` is what errors call the rows.
    init(_ rows: Matrix<Scalar>, order: [Int], squaredWidth: Double, name: String) throws {
        let n = rows.rows
        let d = rows.columns
        guard n > 0, d > 0 else { throw InformationError.emptyBatch(name: name) }
        guard n == order.count else {
            throw InformationError.differentSampleCounts(name: name, count: n, expected: order.count)
        }
        var squares = 0.0
        var lengths = [Double](repeating: 0, count: n)
        let directions = Matrix<Scalar>(rows: n, columns: d) { target in
            squares = rows.withUnsafeElements { Scalar.centre($0.baseAddress!, order, n, d, target.baseAddress!) }
            Scalar.directions(n, d, SquaredDistance.smallest.squareRoot(), target.baseAddress!, &lengths)
        }
        guard squares <= SquaredDistance.largest * Double(n) else { throw Self.explanation(of: rows, name: name) }
        self.directions = directions
        self.lengths = lengths
        self.order = order
        self.squaredWidth = squaredWidth
        kernel = Matrix(rows: n, columns: n) { k in
            directions.withUnsafeElements {
                Scalar.syrk(false, n, d, 1, $0.baseAddress!, d, 0, k.baseAddress!, n)
            }
            withUnsafeTemporaryAllocation(of: Scalar.self, capacity: n) {
                Scalar.gaussian(n, 0.5 / squaredWidth, k.baseAddress!, $0.baseAddress!)
            }
        }
    }

    private static func explanation(of rows: Matrix<Scalar>, name: String) -> InformationError {
        guard let place = rows.elements.firstIndex(where: { !$0.isFinite }) else { return .spreadTooLarge(name: name) }
        return .notFinite(name: name, row: place / rows.columns, column: place % rows.columns)
    }

    /// The derivative of a function of K by the rows, n x d in the order in which they came, through their mean too.
    ///
    /// `weights` holds P = G o K, G being the derivative by K (upper triangle; the diagonal does not count: K_ii is
    /// constant). With F_i = sum_j P_ij (u_j - u_i) and g_i = (2/s2) F_i, the derivative is
    /// (g_i - (g_i . u_i) u_i) / |t_i - mean t| less its mean over i.
    func gradient(weights: consuming Matrix<Scalar>) -> Matrix<Scalar> {
        let n = directions.rows
        let d = directions.columns
        weights.withUnsafeMutableElements { p in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: n) {
                Scalar.laplacian(n, p.baseAddress!, $0.baseAddress!)
            }
        }
        let p = weights
        return directions.withUnsafeElements { u in
            let forces = Matrix<Scalar>(rows: n, columns: d) { f in
                p.withUnsafeElements { Scalar.symm(n, d, $0.baseAddress!, u.baseAddress!, f.baseAddress!) }
            }
            return Matrix(rows: n, columns: d) { out in
                forces.withUnsafeElements {
                    Scalar.directionsGradient(
                        n, d, order, 2 / squaredWidth, $0.baseAddress!, u.baseAddress!, lengths, out.baseAddress!)
                }
            }
        }
    }
}

extension DirectionGram {
    /// The loss -I and its gradient, I being the matrix-based Renyi information of order 2 between the rows and
    /// whatever the Gram matrix `other` (same order, upper triangle) is made of.
    ///
    /// I = log2( n^2 |K o X|^2 / (|K|^2 |X|^2) ), dI/dK = (2/ln 2) ( K o X^2 / |K o X|^2 - K / |K|^2 ).
    func differentiatedLoss(on other: Matrix<Scalar>) -> DifferentiatedLoss<Scalar> {
        let n = kernel.rows
        let sums = GramMoments(kernel, other).sums
        let slope = 2 / M_LN2
        var weights = Matrix<Scalar>(rows: n, columns: n)
        weights.addQuadraticWeights(
            pibd_gram_weight(a: slope / sums.kk, b: -slope / sums.kkxx, c: 0),
            shifts: [Scalar](repeating: 0, count: n), kernel: kernel, other: other)
        let information = 2 * log2(Double(n)) + log2(sums.kkxx) - log2(sums.kk) - log2(sums.xx)
        return DifferentiatedLoss(loss: -information, information: information, gradient: gradient(weights: weights))
    }
}
