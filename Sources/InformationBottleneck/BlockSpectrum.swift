import CElementwise
import Matrices

/// The eigendecomposition, in double, of a diagonal block of K/n or of (K o X)/n.
struct BlockSpectrum {
    /// Ascending.
    let eigenvalues: [Double]
    private let block: Range<Int>
    /// Row k is the eigenvector of value k.
    private let vectors: Matrix<Double>

    /// Decomposes the block of `kernel` (times `other`, element by element) over the samples `block`.
    init<Scalar: GramScalar>(of kernel: Matrix<Scalar>, times other: Matrix<Scalar>? = nil, block: Range<Int>) throws {
        let share = 1 / Double(kernel.rows)
        let matrix = kernel.gramBlock(block, times: other, scale: share, diagonal: share)
        (eigenvalues, vectors) = try matrix.symmetricEigen()
        self.block = block
    }

    /// Adds scale V diag(f(w)) V^T, f being the slope of the entropy, to its place in `derivative`.
    func addDerivative(of entropy: RenyiEntropy, scale: Double, to derivative: inout GramDerivative) {
        let first = block.lowerBound
        let m = block.count
        let n = derivative.count
        let weights = eigenvalues.map { scale * entropy.slope(at: $0) }
        var rows = vectors
        rows.withUnsafeMutableElements { v in
            pibd_scale_rows(m, m, weights.map { abs($0).squareRoot() }, v.baseAddress!)
            // The slope changes its sign at most once along the ascending eigenvalues: one rank-k update for each sign.
            var start = weights.firstIndex { $0 != 0 } ?? m
            while start < m {
                let sign = weights[start] < 0 ? -1.0 : 1.0
                let end = weights[start...].firstIndex { $0 * sign < 0 } ?? m
                derivative.withUnsafeBlock(from: first) {
                    Double.syrk(true, m, end - start, sign, v.baseAddress! + start * m, m, 1, $0, n)
                }
                start = end
            }
        }
    }
}
