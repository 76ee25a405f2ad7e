extension Matrix {
    /// Eigenvalues, ascending, and eigenvectors of a symmetric matrix; row k of `vectors` is the vector of value k.
    /// Only the upper triangle is read.
    ///
    /// Throws `MatrixError.eigendecompositionFailed` when LAPACK's divide and conquer does not converge.
    public consuming func symmetricEigen() throws -> (values: [Scalar], vectors: Matrix) {
        let n = rows
        precondition(n == columns, "an eigendecomposition needs a square matrix")
        guard n > 0 else { return ([], self) }
        var vectors = self
        var info = 0
        let values = [Scalar](unsafeUninitializedCapacity: n) { buffer, count in
            info = vectors.withUnsafeMutableElements { Scalar.syevd(n, $0.baseAddress!, buffer.baseAddress!) }
            if info != 0 { buffer.initialize(repeating: .nan) }
            count = n
        }
        guard info == 0 else { throw MatrixError.eigendecompositionFailed(order: n, info: info) }
        return (values, vectors)
    }

    /// Natural logarithm of the determinant, and the inverse, of a symmetric positive definite matrix (Cholesky).
    /// Only the upper triangle is read.
    ///
    /// Throws `MatrixError.notPositiveDefinite`.
    public consuming func positiveDefiniteInverse() throws -> (logDeterminant: Scalar, inverse: Matrix) {
        let n = rows
        precondition(n == columns, "an inverse needs a square matrix")
        guard n > 0 else { return (0, self) }
        var factor = self
        var info = factor.withUnsafeMutableElements { Scalar.potrf(n, $0.baseAddress!) }
        guard info == 0 else { throw MatrixError.notPositiveDefinite(order: n, info: info) }
        var logDeterminant: Double = 0
        for i in 0..<n { logDeterminant += 2 * Double(factor[i, i]).naturalLogarithm }
        info = factor.withUnsafeMutableElements { Scalar.potri(n, $0.baseAddress!) }
        guard info == 0 else { throw MatrixError.notPositiveDefinite(order: n, info: info) }
        factor.mirrorUpperTriangle()
        return (Scalar(logDeterminant), factor)
    }

    /// Solves A X = B for a symmetric positive definite A (n x n) and B (n x m); throws `notPositiveDefinite`.
    public func solvingPositiveDefinite(_ b: Matrix) throws -> Matrix {
        precondition(rows == columns && rows == b.rows, "extents of A and B differ")
        var factor = self
        let info = factor.withUnsafeMutableElements { Scalar.potrf(rows, $0.baseAddress!) }
        guard info == 0 else { throw MatrixError.notPositiveDefinite(order: rows, info: info) }
        var columnMajor = b.transposed()
        let solved = factor.withUnsafeElements { f in
            columnMajor.withUnsafeMutableElements { Scalar.potrs(rows, b.columns, f.baseAddress!, $0.baseAddress!) }
        }
        guard solved == 0 else { throw MatrixError.notPositiveDefinite(order: rows, info: solved) }
        return columnMajor.transposed()
    }
}
