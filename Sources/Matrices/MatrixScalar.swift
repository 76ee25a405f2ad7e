import CElementwise
import COpenBLAS

/// A scalar that BLAS and LAPACK compute with: `Float` or `Double`.
///
/// The requirements are the routines that `Matrix` dispatches to. Use `Matrix`; only code that works on a part of a
/// matrix, or on one triangle, in place calls these. Symmetric matrices are read and written in their upper triangle,
/// row-major.
public protocol MatrixScalar: BinaryFloatingPoint, Sendable {
    /// C = alpha op(A) op(B) + beta C, row-major.
    static func gemm(
        _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ alpha: Self,
        _ a: UnsafePointer<Self>, _ lda: Int, _ b: UnsafePointer<Self>, _ ldb: Int, _ beta: Self,
        _ c: UnsafeMutablePointer<Self>, _ ldc: Int)
    /// Upper triangle (n x n) of C = alpha A A^T + beta C with A n x k, or of alpha A^T A + beta C with A k x n.
    static func syrk(
        _ transpose: Bool, _ n: Int, _ k: Int, _ alpha: Self, _ a: UnsafePointer<Self>, _ lda: Int, _ beta: Self,
        _ c: UnsafeMutablePointer<Self>, _ ldc: Int)
    /// C = A B for a symmetric A (n x n, upper triangle), B and C being n x m.
    static func symm(
        _ n: Int, _ m: Int, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, _ c: UnsafeMutablePointer<Self>)
    /// Eigenvalues, ascending, and eigenvectors of a symmetric matrix in place; LAPACK's info.
    static func syevd(_ n: Int, _ a: UnsafeMutablePointer<Self>, _ values: UnsafeMutablePointer<Self>) -> Int
    /// Upper Cholesky factor in place; LAPACK's info.
    static func potrf(_ n: Int, _ a: UnsafeMutablePointer<Self>) -> Int
    /// Upper triangle of the inverse from the Cholesky factor, in place; LAPACK's info.
    static func potri(_ n: Int, _ a: UnsafeMutablePointer<Self>) -> Int
    /// Solves A X = B from the Cholesky factor of A, B being n x m, in place; LAPACK's info.
    static func potrs(_ n: Int, _ m: Int, _ factor: UnsafePointer<Self>, _ b: UnsafeMutablePointer<Self>) -> Int
    /// The target (columns x rows) becomes the transpose of the source (rows x columns).
    static func transpose(
        _ source: UnsafePointer<Self>, _ rows: Int, _ columns: Int, _ target: UnsafeMutablePointer<Self>)
    /// Copies the upper triangle of an n x n matrix onto its lower one.
    static func mirrorUpper(_ elements: UnsafeMutablePointer<Self>, _ n: Int)
}

extension Float: MatrixScalar {
    public static func gemm(
        _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ alpha: Float,
        _ a: UnsafePointer<Float>, _ lda: Int, _ b: UnsafePointer<Float>, _ ldb: Int, _ beta: Float,
        _ c: UnsafeMutablePointer<Float>, _ ldc: Int
    ) {
        cblas_sgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
            Int32(m), Int32(n), Int32(k), alpha, a, Int32(lda), b, Int32(ldb), beta, c, Int32(ldc))
    }

    public static func syrk(
        _ transpose: Bool, _ n: Int, _ k: Int, _ alpha: Float, _ a: UnsafePointer<Float>, _ lda: Int, _ beta: Float,
        _ c: UnsafeMutablePointer<Float>, _ ldc: Int
    ) {
        cblas_ssyrk(
            CblasRowMajor, CblasUpper, transpose ? CblasTrans : CblasNoTrans, Int32(n), Int32(k), alpha, a,
            Int32(lda), beta, c, Int32(ldc))
    }

    public static func symm(
        _ n: Int, _ m: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>
    ) {
        cblas_ssymm(
            CblasRowMajor, CblasLeft, CblasUpper, Int32(n), Int32(m), 1, a, Int32(n), b, Int32(m), 0, c, Int32(m))
    }

    public static func syevd(_ n: Int, _ a: UnsafeMutablePointer<Float>, _ values: UnsafeMutablePointer<Float>) -> Int {
        Int(LAPACKE_ssyevd(LAPACK_COL_MAJOR, CChar(UInt8(ascii: "V")), uplo, Int32(n), a, Int32(n), values))
    }

    public static func potrf(_ n: Int, _ a: UnsafeMutablePointer<Float>) -> Int {
        Int(LAPACKE_spotrf(LAPACK_COL_MAJOR, uplo, Int32(n), a, Int32(n)))
    }

    public static func potri(_ n: Int, _ a: UnsafeMutablePointer<Float>) -> Int {
        Int(LAPACKE_spotri(LAPACK_COL_MAJOR, uplo, Int32(n), a, Int32(n)))
    }

    public static func potrs(_ n: Int, _ m: Int, _ factor: UnsafePointer<Float>, _ b: UnsafeMutablePointer<Float>)
        -> Int
    {
        Int(LAPACKE_spotrs(LAPACK_COL_MAJOR, uplo, Int32(n), Int32(m), factor, Int32(n), b, Int32(n)))
    }

    public static func transpose(
        _ source: UnsafePointer<Float>, _ rows: Int, _ columns: Int, _ target: UnsafeMutablePointer<Float>
    ) {
        pibd_transpose_f32(source, rows, columns, target)
    }

    public static func mirrorUpper(_ elements: UnsafeMutablePointer<Float>, _ n: Int) {
        pibd_mirror_upper_f32(elements, n)
    }
}

extension Double: MatrixScalar {
    public static func gemm(
        _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ alpha: Double,
        _ a: UnsafePointer<Double>, _ lda: Int, _ b: UnsafePointer<Double>, _ ldb: Int, _ beta: Double,
        _ c: UnsafeMutablePointer<Double>, _ ldc: Int
    ) {
        cblas_dgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
            Int32(m), Int32(n), Int32(k), alpha, a, Int32(lda), b, Int32(ldb), beta, c, Int32(ldc))
    }

    public static func syrk(
        _ transpose: Bool, _ n: Int, _ k: Int, _ alpha: Double, _ a: UnsafePointer<Double>, _ lda: Int, _ beta: Double,
        _ c: UnsafeMutablePointer<Double>, _ ldc: Int
    ) {
        cblas_dsyrk(
            CblasRowMajor, CblasUpper, transpose ? CblasTrans : CblasNoTrans, Int32(n), Int32(k), alpha, a,
            Int32(lda), beta, c, Int32(ldc))
    }

    public static func symm(
        _ n: Int, _ m: Int, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ c: UnsafeMutablePointer<Double>
    ) {
        cblas_dsymm(
            CblasRowMajor, CblasLeft, CblasUpper, Int32(n), Int32(m), 1, a, Int32(n), b, Int32(m), 0, c, Int32(m))
    }

    public static func syevd(_ n: Int, _ a: UnsafeMutablePointer<Double>, _ values: UnsafeMutablePointer<Double>)
        -> Int
    {
        Int(LAPACKE_dsyevd(LAPACK_COL_MAJOR, CChar(UInt8(ascii: "V")), uplo, Int32(n), a, Int32(n), values))
    }

    public static func potrf(_ n: Int, _ a: UnsafeMutablePointer<Double>) -> Int {
        Int(LAPACKE_dpotrf(LAPACK_COL_MAJOR, uplo, Int32(n), a, Int32(n)))
    }

    public static func potri(_ n: Int, _ a: UnsafeMutablePointer<Double>) -> Int {
        Int(LAPACKE_dpotri(LAPACK_COL_MAJOR, uplo, Int32(n), a, Int32(n)))
    }

    public static func potrs(_ n: Int, _ m: Int, _ factor: UnsafePointer<Double>, _ b: UnsafeMutablePointer<Double>)
        -> Int
    {
        Int(LAPACKE_dpotrs(LAPACK_COL_MAJOR, uplo, Int32(n), Int32(m), factor, Int32(n), b, Int32(n)))
    }

    public static func transpose(
        _ source: UnsafePointer<Double>, _ rows: Int, _ columns: Int, _ target: UnsafeMutablePointer<Double>
    ) {
        pibd_transpose_f64(source, rows, columns, target)
    }

    public static func mirrorUpper(_ elements: UnsafeMutablePointer<Double>, _ n: Int) {
        pibd_mirror_upper_f64(elements, n)
    }
}

/// LAPACK is called column-major on row-major symmetric data, so its "lower" is our upper triangle; LAPACKE's own
/// row-major mode would transpose into a copy first.
private let uplo = CChar(UInt8(ascii: "L"))
