import Matrices
import Testing

@Suite("Matrix shapes")
struct ShapeTests {
    private let matrix = Matrix<Float>([[1, 2, 3], [4, 5, 6]])

    @Test("a transpose exchanges rows and columns", arguments: [(0, 3), (1, 1), (16, 16), (17, 33), (5, 100)])
    func transposition(rows: Int, columns: Int) {
        let a = randomMatrix(rows, columns, as: Double.self)
        #expect(a.transposed() == naiveTranspose(a))
        let single = randomMatrix(rows, columns, as: Float.self)
        #expect(single.transposed() == naiveTranspose(single))
    }

    @Test("rows and columns are cut out in the order asked for")
    func selection() {
        #expect(matrix.selectingRows([1, 0, 1]) == Matrix([[4, 5, 6], [1, 2, 3], [4, 5, 6]]))
        #expect(matrix.selectingRows([]) == Matrix(rows: 0, columns: 3))
        #expect(matrix.rows(1..<2) == Matrix([[4, 5, 6]]))
        #expect(matrix.columns(1..<3) == Matrix([[2, 3], [5, 6]]))
        #expect(matrix.columns(1..<1) == Matrix(rows: 2, columns: 0))
        #expect(matrix.row(1) == [4, 5, 6])
    }

    @Test("matrices are put side by side and one below the other")
    func concatenation() {
        let other = Matrix<Float>([[7], [8]])
        #expect(Matrix.concatenatingColumns([matrix, other]) == Matrix([[1, 2, 3, 7], [4, 5, 6, 8]]))
        #expect(Matrix.concatenatingRows([matrix, matrix.rows(0..<1)]) == Matrix([[1, 2, 3], [4, 5, 6], [1, 2, 3]]))
        #expect(Matrix<Float>.concatenatingColumns([]) == Matrix(rows: 0, columns: 0))
    }

    @Test("a constant column is appended on the right")
    func constantColumn() {
        #expect(matrix.appendingColumn(1) == Matrix([[1, 2, 3, 1], [4, 5, 6, 1]]))
        #expect(Matrix<Float>(rows: 2, columns: 0).appendingColumn(9) == Matrix([[9], [9]]))
    }

    @Test("column means, of no rows too")
    func means() {
        #expect(matrix.columnMeans() == [2.5, 3.5, 4.5])
        #expect(Matrix<Float>(rows: 0, columns: 2).columnMeans() == [0, 0])
    }

    @Test("a conversion keeps every value that both precisions hold")
    func conversion() {
        #expect(matrix.converted(to: Double.self) == Matrix<Double>([[1, 2, 3], [4, 5, 6]]))
    }

    @Test("a copy does not follow the changes of its original")
    func copies() {
        var changed = matrix
        changed[0, 0] = 100
        #expect(matrix[0, 0] == 1 && changed[0, 0] == 100)
    }
}
