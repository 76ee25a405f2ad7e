import Matrices

extension Matrix where Scalar: GramScalar {
    /// A diagonal block of this symmetric matrix in double: `scale` times the elements (times those of `other`) off
    /// the diagonal, `diagonal` on it. Only the upper triangle is read and written.
    func gramBlock(_ range: Range<Int>, times other: Matrix?, scale: Double, diagonal: Double) -> Matrix<Double> {
        let m = range.count
        return Matrix<Double>(rows: m, columns: m) { block in
            withUnsafeElements { k in
                Self.withUnsafeElements(of: other) { x in
                    Scalar.gramBlock(
                        rows, k.baseAddress!, x, range.lowerBound, m, scale, diagonal, block.baseAddress!)
                }
            }
        }
    }

    /// Calls `body` with the elements of `matrix`, or with nil if there is none.
    static func withUnsafeElements(of matrix: Matrix?, _ body: (UnsafePointer<Scalar>?) -> Void) {
        guard let matrix else { return body(nil) }
        matrix.withUnsafeElements { body($0.baseAddress) }
    }
}
