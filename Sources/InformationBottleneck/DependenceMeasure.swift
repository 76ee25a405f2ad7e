import Matrices

/// A measure of the dependence between the rows behind two Gram matrices: I(T;Y) with the label kernel, I(T;X) with
/// the kernel of the inputs.
protocol DependenceMeasure: Sendable {
    /// The dependence of the outputs, of Gram matrix `kernel`, on the classes and on the inputs.
    func dependence<Scalar: GramScalar>(
        of kernel: Matrix<Scalar>, on classes: ClassOrder, and inputs: WeightedInputs<Scalar>?
    ) throws -> Dependence<Scalar>
}

/// The Gram matrix of a unit's inputs and the weight beta of I(T;X) in the loss.
struct WeightedInputs<Scalar: GramScalar> {
    let kernel: Matrix<Scalar>
    let beta: Double
}

/// The two terms of a loss, and the derivative of -I(T;Y) + beta I(T;X).
struct Dependence<Scalar: GramScalar> {
    /// I(T;Y).
    var onLabels = 0.0
    /// I(T;X); 0 if no inputs were given.
    var onInputs = 0.0
    /// P = G o K in the upper triangle, G being the derivative of the loss by K.
    var weights: Matrix<Scalar>

    /// No dependence on anything, for n samples.
    init(count n: Int) { weights = Matrix(rows: n, columns: n) }

    /// Adds G o K to the weights.
    mutating func addWeights(_ derivative: GramDerivative, kernel: Matrix<Scalar>) {
        kernel.withUnsafeElements { k in
            weights.withUnsafeMutableElements {
                Scalar.weigh(kernel.rows, derivative.elements, k.baseAddress!, $0.baseAddress!)
            }
        }
    }
}
