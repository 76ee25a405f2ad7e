import Matrices

/// The derivative of a function by a Gram matrix: n x n in double, upper triangle.
struct GramDerivative {
    let count: Int
    private(set) var elements: [Double]

    /// Zero, for n samples.
    init(count n: Int) {
        count = n
        elements = [Double](repeating: 0, count: n * n)
    }

    /// Calls `body` with the elements from the first of the diagonal block that starts at sample `first`; rows are
    /// `count` apart.
    mutating func withUnsafeBlock(from first: Int, _ body: (UnsafeMutablePointer<Double>) -> Void) {
        elements.withUnsafeMutableBufferPointer { body($0.baseAddress! + first * (count + 1)) }
    }

    /// Adds scale h, or scale h o X, to the diagonal block of the size of h that starts at sample `first`.
    mutating func add<Scalar: GramScalar>(
        _ h: Matrix<Double>, times other: Matrix<Scalar>? = nil, from first: Int, scale: Double
    ) {
        let n = count
        h.withUnsafeElements { h_ in
            Matrix<Scalar>.withUnsafeElements(of: other) { x in
                elements.withUnsafeMutableBufferPointer {
                    Scalar.addBlock(n, h_.baseAddress!, x, first, h.rows, scale, $0.baseAddress!)
                }
            }
        }
    }
}
