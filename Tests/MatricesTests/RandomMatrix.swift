import Matrices

/// A seeded matrix with elements in [-1, 1).
func randomMatrix<Scalar: MatrixScalar>(
    _ rows: Int, _ columns: Int, seed: UInt64 = 1, as type: Scalar.Type = Scalar.self
) -> Matrix<Scalar> {
    var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    return Matrix(
        rows: rows, columns: columns,
        elements: (0..<rows * columns).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Scalar(Double(state >> 40) / 8_388_608 - 1)
        })
}

/// Whether two matrices have one shape and differ nowhere by `tolerance` or more; NaN differs from everything.
func agree<Scalar: MatrixScalar>(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>, _ tolerance: Scalar) -> Bool {
    a.rows == b.rows && a.columns == b.columns
        && zip(a.elements, b.elements).allSatisfy { abs($0 - $1) < tolerance }
}

/// A B in three loops.
func naiveProduct<Scalar: MatrixScalar>(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>) -> Matrix<Scalar> {
    var result = Matrix<Scalar>(rows: a.rows, columns: b.columns)
    for i in 0..<a.rows {
        for j in 0..<b.columns {
            for k in 0..<a.columns { result[i, j] += a[i, k] * b[k, j] }
        }
    }
    return result
}

/// The transpose in two loops.
func naiveTranspose<Scalar: MatrixScalar>(_ a: Matrix<Scalar>) -> Matrix<Scalar> {
    var result = Matrix<Scalar>(rows: a.columns, columns: a.rows)
    for i in 0..<a.rows { for j in 0..<a.columns { result[j, i] = a[i, j] } }
    return result
}
