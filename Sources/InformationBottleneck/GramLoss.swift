import Matrices

/// A loss -I(T;Y) + beta I(T;X) on Gaussian Gram matrices, for one measure of dependence.
struct GramLoss<Measure: DependenceMeasure>: Sendable {
    let measure: Measure
    /// Squared kernel width of the outputs over their mean squared distance.
    let width: Double
    /// Weight of I(T;X).
    let beta: Double
    /// Squared kernel width of the inputs over their mean squared distance.
    let inputWidth: Double

    /// Throws `InformationError.parameterOutOfRange`.
    init(_ measure: Measure, width: Double, beta: Double, inputWidth: Double) throws {
        self.measure = measure
        self.width = try checked("width", width, in: 1e-6...1e6)
        self.beta = try checked("beta", beta, in: -1e6...1e6)
        self.inputWidth = try checked("input width", inputWidth, in: 1e-6...1e6)
    }

    /// The loss, I(T;Y) and the gradient (n x d) in either precision.
    func differentiate<Scalar: GramScalar>(
        outputs: Matrix<Scalar>, inputs: Matrix<Scalar>, labels: [Int]
    ) throws -> DifferentiatedLoss<Scalar> {
        guard labels.count == outputs.rows else {
            throw InformationError.differentSampleCounts(name: "labels", count: labels.count, expected: outputs.rows)
        }
        let classes = ClassOrder(labels: labels)
        let gram = try GaussianGram(outputs, order: classes.samples, relativeWidth: width, name: "outputs")
        var weighted: WeightedInputs<Scalar>?
        if beta != 0 {
            let inputGram = try GaussianGram(
                inputs, order: classes.samples, relativeWidth: inputWidth, name: "inputs")
            weighted = WeightedInputs(kernel: inputGram.kernel, beta: beta)
        }
        let dependence = try measure.dependence(of: gram.kernel, on: classes, and: weighted)
        return DifferentiatedLoss(
            loss: -dependence.onLabels + beta * dependence.onInputs, information: dependence.onLabels,
            gradient: gram.gradient(weights: dependence.weights))
    }
}

/// A loss, I(T;Y) and the gradient at the outputs, in the precision of the outputs.
struct DifferentiatedLoss<Scalar: GramScalar> {
    let loss: Double
    let information: Double
    let gradient: Matrix<Scalar>
}

extension LocalLossValue {
    init(_ result: DifferentiatedLoss<Float>) {
        self.init(loss: result.loss, information: result.information, gradient: result.gradient)
    }
}

/// Refuses a parameter outside the range in which float kernels and factorisations are known to hold.
func checked(_ name: String, _ value: Double, in range: ClosedRange<Double>) throws -> Double {
    guard range.contains(value) else {
        throw InformationError.parameterOutOfRange(
            name: name, value: value, range: "\(range.lowerBound) to \(range.upperBound)")
    }
    return value
}
