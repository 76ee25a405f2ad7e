import Foundation
import Matrices
import Testing

@Suite("Factorisations")
struct FactorisationTests {
    private func positiveDefinite<Scalar: MatrixScalar>(_ n: Int, as type: Scalar.Type) -> Matrix<Scalar> {
        let a = randomMatrix(n, n, as: type)
        var result = naiveProduct(a, naiveTranspose(a))
        for i in 0..<n { result[i, i] += 1 }
        return result
    }

    private func identity<Scalar: MatrixScalar>(_ n: Int, as type: Scalar.Type) -> Matrix<Scalar> {
        var result = Matrix<Scalar>(rows: n, columns: n)
        for i in 0..<n { result[i, i] = 1 }
        return result
    }

    private func checkEigen<Scalar: MatrixScalar>(_ n: Int, _ type: Scalar.Type, _ tolerance: Scalar) throws {
        let matrix = positiveDefinite(n, as: type)
        let (values, vectors) = try matrix.symmetricEigen()
        #expect(values == values.sorted())
        var scaled = vectors
        for k in 0..<n { for j in 0..<n { scaled[k, j] *= values[k] } }
        #expect(agree(naiveProduct(naiveTranspose(vectors), scaled), matrix, tolerance))
        #expect(agree(naiveProduct(vectors, naiveTranspose(vectors)), identity(n, as: type), tolerance))
    }

    @Test("eigenvectors are orthonormal rows, and with the eigenvalues they rebuild the matrix", arguments: [1, 2, 30])
    func eigen(n: Int) throws {
        try checkEigen(n, Double.self, 1e-12)
        try checkEigen(n, Float.self, 2e-4)
    }

    @Test("the eigenvalues of a 2 x 2 matrix are those of the formula")
    func knownEigenvalues() throws {
        let values = try Matrix<Double>([[2, 1], [1, 2]]).symmetricEigen().values
        #expect(abs(values[0] - 1) < 1e-15 && abs(values[1] - 3) < 1e-15)
    }

    @Test("only the upper triangle is read")
    func upperTriangle() throws {
        let half = Matrix<Double>([[2, 1], [99, 2]])
        #expect(try abs(half.symmetricEigen().values[1] - 3) < 1e-14)
        let (logDeterminant, inverse) = try half.positiveDefiniteInverse()
        #expect(abs(logDeterminant - log(3)) < 1e-15)
        let third = 1.0 / 3
        #expect(agree(inverse, Matrix<Double>([[2 * third, -third], [-third, 2 * third]]), 1e-15))
    }

    @Test("a decomposition leaves the matrix it is asked of as it was")
    func valueSemantics() throws {
        let matrix = positiveDefinite(6, as: Double.self)
        let before = matrix
        _ = try matrix.symmetricEigen()
        _ = try matrix.positiveDefiniteInverse()
        #expect(matrix == before)
    }

    private func checkInverse<Scalar: MatrixScalar>(_ n: Int, _ type: Scalar.Type, _ tolerance: Scalar) throws {
        let matrix = positiveDefinite(n, as: type)
        let (logDeterminant, inverse) = try matrix.positiveDefiniteInverse()
        #expect(agree(naiveProduct(matrix, inverse), identity(n, as: type), tolerance))
        let expected = try matrix.symmetricEigen().values.reduce(0.0) { $0 + log(Double($1)) }
        #expect(abs(Double(logDeterminant) - expected) < Double(tolerance) * Double(n))
    }

    @Test("inverse and logarithm of the determinant of a positive definite matrix", arguments: [1, 2, 40])
    func inverse(n: Int) throws {
        try checkInverse(n, Double.self, 1e-11)
        try checkInverse(n, Float.self, 2e-3)
    }

    private func checkSolution<Scalar: MatrixScalar>(_ type: Scalar.Type, _ tolerance: Scalar) throws {
        let a = positiveDefinite(12, as: type)
        let x = randomMatrix(12, 5, seed: 3, as: type)
        #expect(try agree(a.solvingPositiveDefinite(naiveProduct(a, x)), x, tolerance))
    }

    @Test("a positive definite system is solved for several right-hand sides")
    func solution() throws {
        try checkSolution(Double.self, 1e-11)
        try checkSolution(Float.self, 1e-3)
    }

    @Test("a matrix that is not positive definite is refused with the minor that failed")
    func notPositiveDefinite() {
        let singular = Matrix<Double>([[1, 1], [1, 1]])
        let error = MatrixError.notPositiveDefinite(order: 2, info: 2)
        #expect(throws: error) { try singular.positiveDefiniteInverse() }
        #expect(throws: error) { try singular.solvingPositiveDefinite(Matrix(rows: 2, columns: 1)) }
        #expect(error.description.contains("2 x 2 matrix is not positive definite"))
    }

    @Test("NaN among the elements is an error of every factorisation, not a NaN result")
    func notANumber() {
        let broken = Matrix<Double>([[.nan, 0, 0], [0, 1, 0], [0, 0, 1]])
        #expect(throws: MatrixError.self) { try broken.symmetricEigen() }
        #expect(throws: MatrixError.self) { try broken.positiveDefiniteInverse() }
        #expect(throws: MatrixError.self) { try broken.solvingPositiveDefinite(Matrix(rows: 3, columns: 1)) }
    }

    @Test("factorisations of an empty matrix are empty")
    func empty() throws {
        let none = Matrix<Float>(rows: 0, columns: 0)
        #expect(try none.symmetricEigen().values.isEmpty)
        #expect(try none.positiveDefiniteInverse().logDeterminant == 0)
    }
}
