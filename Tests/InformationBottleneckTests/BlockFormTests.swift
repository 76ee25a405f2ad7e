import Foundation
import Matrices
import Testing

@testable import InformationBottleneck

/// The definitions, word for word: full n x n matrices and no order of the classes.
private struct FullForm {
    let kernel: Matrix<Double>
    let hadamard: Matrix<Double>
    let labels: Matrix<Double>
    let count: Int

    init(_ batch: Batch, width: Double) {
        let t = batch.outputs
        let n = t.rows
        var distances = Matrix<Double>(rows: n, columns: n)
        for i in 0..<n {
            for j in 0..<n {
                for k in 0..<t.columns { distances[i, j] += (t[i, k] - t[j, k]) * (t[i, k] - t[j, k]) }
            }
        }
        let mean = distances.elements.reduce(0, +) / Double(n * (n - 1))
        kernel = Matrix(rows: n, columns: n, elements: distances.elements.map { exp(-$0 / (2 * width * mean)) })
        var labels = Matrix<Double>(rows: n, columns: n)
        for i in 0..<n { for j in 0..<n where batch.labels[i] == batch.labels[j] { labels[i, j] = 1 } }
        self.labels = labels
        hadamard = Matrix(rows: n, columns: n, elements: zip(kernel.elements, labels.elements).map { $0 * $1 })
        count = n
    }

    func entropy(_ matrix: Matrix<Double>, alpha: Double) throws -> Double {
        let values = try matrix.symmetricEigen().values.map { $0 / Double(count) }.filter { $0 > 1e-10 }
        if alpha == 1 { return -values.reduce(0) { $0 + $1 * log2($1) } }
        return log2(values.reduce(0) { $0 + pow($1, alpha) }) / (1 - alpha)
    }

    func logDeterminant(_ matrix: Matrix<Double>, epsilon: Double) throws -> Double {
        try matrix.symmetricEigen().values.reduce(0) { $0 + log($1 + epsilon) }
    }
}

@Suite("Block form and full form")
struct BlockFormTests {
    private let batch = Batch(count: 60, width: 8, classes: 5)

    @Test("the Renyi information by classes is that of the full matrices", arguments: [0.3, 0.5, 1, 1.01, 2, 5])
    func renyi(alpha: Double) throws {
        let full = FullForm(batch, width: 1)
        let expected =
            try full.entropy(full.kernel, alpha: alpha) + full.entropy(full.labels, alpha: alpha)
            - full.entropy(full.hadamard, alpha: alpha)
        let found = try LossCase.renyi(alpha: alpha).differentiate(batch.outputs, batch.inputs, batch.labels)
        #expect(abs(found.information - expected) < 1e-11)
    }

    @Test("order 2 without eigenvalues equals order 2 with them, in value and gradient", arguments: [0, 0.3])
    func quadratic(beta: Double) throws {
        let loss = try RenyiLoss(alpha: 2, beta: beta)
        let (t, x, y) = (batch.outputs, batch.inputs, batch.labels)
        let closed = try loss.quadratic.differentiate(outputs: t, inputs: x, labels: y)
        let spectral = try loss.spectral.differentiate(outputs: t, inputs: x, labels: y)
        #expect(abs(closed.loss - spectral.loss) < 1e-11)
        #expect(relativeDifference(closed.gradient, spectral.gradient) < 1e-10)
    }

    @Test("the log-determinant information by classes is that of the full matrices", arguments: [0.01, 0.1, 1])
    func logDeterminant(epsilon: Double) throws {
        let full = FullForm(batch, width: 0.7)
        let expected =
            try
            (full.logDeterminant(full.kernel, epsilon: epsilon) - full.logDeterminant(full.hadamard, epsilon: epsilon))
            / (60 * M_LN2)
        let found = try LossCase.logDeterminant(epsilon: epsilon, width: 0.7)
            .differentiate(batch.outputs, batch.inputs, batch.labels)
        #expect(abs(found.information - expected) < 1e-12)
    }

    @Test("the alignment is the cosine of the two matrices centred from both sides")
    func alignment() throws {
        let full = FullForm(batch, width: 0.5)
        var centring = Matrix<Double>(rows: 60, columns: 60, repeating: -1 / 60)
        for i in 0..<60 { centring[i, i] += 1 }
        let k = Matrix.product(.product(centring, full.kernel), centring).elements
        let y = Matrix.product(.product(centring, full.labels), centring).elements
        func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        let expected = product(k, y) / (product(k, k) * product(y, y)).squareRoot()
        let found = try LossCase.alignment().differentiate(batch.outputs, batch.inputs, batch.labels)
        #expect(abs(found.information - expected) < 1e-12)
    }
}
