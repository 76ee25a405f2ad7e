import Matrices

/// The class whose mean output is nearest (Euclidean).
public struct NearestClassMean: ReadOut {
    private let means: Matrix<Float>
    private let constants: [Float]
    private let classes: [Int]

    /// The means of labelled outputs (n x d); classes without a sample are never answered.
    public init(outputs: Matrix<Float>, labels: [Int]) {
        let grouped = Dictionary(grouping: labels.indices) { labels[$0] }
        let present = grouped.keys.sorted()
        let rows = present.map { outputs.selectingRows(grouped[$0] ?? []).columnMeans() }
        classes = present
        means = Matrix(rows)
        constants = rows.map { row in row.reduce(0) { $0 + $1 * $1 } / 2 }
    }

    public func classify(_ outputs: Matrix<Float>) -> [Int] {
        // |t - m|^2 = |t|^2 - 2 (t.m - |m|^2 / 2): the first term is the same for all classes.
        let products = Matrix.product(outputs, means, transposingSecond: true)
        return (0..<products.rows).map { i in
            var best = 0
            for j in classes.indices where products[i, j] - constants[j] > products[i, best] - constants[best] {
                best = j
            }
            return classes[best]
        }
    }
}
