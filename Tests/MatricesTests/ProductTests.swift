import Matrices
import Testing

@Suite("Matrix products")
struct ProductTests {
    private func check<Scalar: MatrixScalar>(_ type: Scalar.Type, tolerance: Scalar) {
        let a = randomMatrix(7, 5, as: type)
        let b = randomMatrix(5, 9, seed: 2, as: type)
        let expected = naiveProduct(a, b)
        #expect(agree(.product(a, b), expected, tolerance))
        let aT = naiveTranspose(a)
        let bT = naiveTranspose(b)
        #expect(agree(.product(aT, b, transposingFirst: true), expected, tolerance))
        #expect(agree(.product(a, bT, transposingSecond: true), expected, tolerance))
        #expect(agree(.product(aT, bT, transposingFirst: true, transposingSecond: true), expected, tolerance))
    }

    @Test("a product is that of three loops, with either factor transposed, in both precisions")
    func products() {
        check(Float.self, tolerance: 1e-5)
        check(Double.self, tolerance: 1e-14)
    }

    @Test("A A^T has both triangles", arguments: [(1, 3), (5, 2), (33, 7), (70, 40)])
    func ownTranspose(rows: Int, columns: Int) {
        let a = randomMatrix(rows, columns, as: Double.self)
        #expect(agree(a.timesOwnTranspose(), naiveProduct(a, naiveTranspose(a)), 1e-13))
        let single = randomMatrix(rows, columns, as: Float.self)
        #expect(agree(single.timesOwnTranspose(), naiveProduct(single, naiveTranspose(single)), 1e-4))
    }

    @Test("products with an empty extent are zero matrices of the right shape")
    func empty() {
        let none = Matrix<Float>(rows: 3, columns: 0)
        #expect(Matrix.product(none, Matrix(rows: 0, columns: 2)) == Matrix(rows: 3, columns: 2))
        #expect(Matrix.product(Matrix<Float>(rows: 0, columns: 3), none) == Matrix(rows: 0, columns: 0))
        #expect(none.timesOwnTranspose() == Matrix(rows: 3, columns: 3))
    }
}
