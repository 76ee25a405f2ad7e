import CElementwise
import Matrices

/// Sums over a Gram matrix K and a second one X, and what closed forms without factorisation need of them.
struct GramMoments<Scalar: GramScalar> {
    /// Sums of K^2, K o X, X^2 and (K o X)^2 over all elements.
    let sums: pibd_gram_sums
    /// Row sums of K and X.
    let kernelRows: [Double]
    let otherRows: [Double]

    init(_ kernel: Matrix<Scalar>, _ other: Matrix<Scalar>) {
        let n = kernel.rows
        var kernelRows = [Double](repeating: 0, count: n)
        var otherRows = kernelRows
        sums = kernel.withUnsafeElements { k in
            other.withUnsafeElements { Scalar.gramMoments(n, k.baseAddress!, $0.baseAddress!, &kernelRows, &otherRows) }
        }
        self.kernelRows = kernelRows
        self.otherRows = otherRows
    }
}

extension Matrix where Scalar: GramScalar {
    /// The label kernel 1[y_i = y_j] in the order of the classes (n x n, upper triangle).
    static func labelKernel(_ classes: ClassOrder) -> Matrix {
        let n = classes.samples.count
        return Matrix(rows: n, columns: n) { Scalar.sameClass(n, classes.ends, $0.baseAddress!) }
    }

    /// Adds K o (K (a + b X^2) + c X + u_i + u_j) in the upper triangle.
    mutating func addQuadraticWeights(_ weight: pibd_gram_weight, shifts u: [Scalar], kernel: Matrix, other: Matrix) {
        let n = rows
        kernel.withUnsafeElements { k in
            other.withUnsafeElements { x in
                withUnsafeMutableElements {
                    Scalar.weighQuadratic(n, weight, u, k.baseAddress!, x.baseAddress!, $0.baseAddress!)
                }
            }
        }
    }
}
