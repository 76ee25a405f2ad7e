import Matrices

/// A seeded batch whose outputs depend on the labels: part zeros, as clipped units give.
struct Batch {
    let outputs: Matrix<Double>
    let inputs: Matrix<Double>
    let labels: [Int]

    init(count n: Int, width d: Int, inputWidth: Int = 6, classes: Int = 3, seed: UInt64 = 1, clipped: Bool = true) {
        var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
        func uniform() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / 9_007_199_254_740_992
        }
        let labels = (0..<n).map { _ in Int(uniform() * Double(classes)) }
        outputs = Matrix(
            rows: n, columns: d,
            elements: (0..<n * d).map { element in
                let value = uniform() + 0.4 * Double((labels[element / d] + element) % classes) - 0.4
                return clipped ? min(max(value, 0), 1) : value
            })
        inputs = Matrix(rows: n, columns: inputWidth, elements: (0..<n * inputWidth).map { _ in uniform() })
        self.labels = labels
    }

    var single: (outputs: Matrix<Float>, inputs: Matrix<Float>) { (outputs.converted(), inputs.converted()) }
}

/// Largest difference of two matrices over the largest magnitude of the second.
func relativeDifference<A: MatrixScalar, B: MatrixScalar>(_ found: Matrix<A>, _ expected: Matrix<B>) -> Double {
    let difference = zip(found.elements, expected.elements).map { abs(Double($0) - Double($1)) }.max() ?? 0
    // NaN compares false with everything: let it through as a difference that no bound accepts.
    guard found.elements.allSatisfy(\.isFinite) else { return .infinity }
    return difference / (expected.elements.map { abs(Double($0)) }.max() ?? 1)
}
