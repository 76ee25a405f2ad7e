extension Matrix {
    /// The product op(A) op(B) (m x n), where op transposes if asked; one BLAS call.
    public static func product(
        _ a: Matrix, _ b: Matrix, transposingFirst: Bool = false, transposingSecond: Bool = false
    ) -> Matrix {
        let m = transposingFirst ? a.columns : a.rows
        let k = transposingFirst ? a.rows : a.columns
        let n = transposingSecond ? b.rows : b.columns
        precondition(k == (transposingSecond ? b.columns : b.rows), "inner extents differ")
        guard m > 0, n > 0 else { return Matrix(rows: m, columns: n) }
        guard k > 0 else { return Matrix(rows: m, columns: n) }
        return Matrix(rows: m, columns: n) { c in
            a.withUnsafeElements { a_ in
                b.withUnsafeElements { b_ in
                    Scalar.gemm(
                        transposingFirst, transposingSecond, m, n, k, 1, a_.baseAddress!, a.columns,
                        b_.baseAddress!, b.columns, 0, c.baseAddress!, n)
                }
            }
        }
    }

    /// A A^T (n x n, both triangles), with half the operations of a general product.
    public func timesOwnTranspose() -> Matrix {
        guard rows > 0, columns > 0 else { return Matrix(rows: rows, columns: rows) }
        return Matrix(rows: rows, columns: rows) { c in
            withUnsafeElements { a in
                Scalar.syrk(false, rows, columns, 1, a.baseAddress!, columns, 0, c.baseAddress!, rows)
            }
            Scalar.mirrorUpper(c.baseAddress!, rows)
        }
    }

    /// Copies the upper triangle of a square matrix onto its lower one.
    mutating func mirrorUpperTriangle() {
        let n = rows
        guard n > 0 else { return }
        withUnsafeMutableElements { Scalar.mirrorUpper($0.baseAddress!, n) }
    }
}
