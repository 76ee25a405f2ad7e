import Matrices

/// The information that a unit's outputs keep about its own inputs, seen through a narrow kernel: PIB without labels
/// and without views.
///
/// loss = -I(T;X) by the matrix-based Renyi information of order 2 (docs/unsupervised.md). Inputs and outputs both
/// count as directions from their means. For data of which no views can be made, because they are no images.
public struct InputKernelLoss: LocalLoss {
    private let squaredWidth: Double
    private let inputSquaredWidth: Double

    /// - Parameters:
    ///   - squaredWidth: s2 of the kernel between directions of outputs, 0.01 to 100.
    ///   - inputSquaredWidth: The same for the inputs: which inputs count as near.
    /// - Throws: `InformationError.parameterOutOfRange`.
    public init(squaredWidth: Double = 2, inputSquaredWidth: Double = 0.25) throws {
        self.squaredWidth = try checked("width", squaredWidth, in: 0.01...100)
        self.inputSquaredWidth = try checked("input width", inputSquaredWidth, in: 0.01...100)
    }

    /// The labels are not looked at.
    public func evaluate(outputs: Matrix<Float>, inputs: Matrix<Float>, labels: [Int]) throws -> LocalLossValue {
        LocalLossValue(try differentiate(outputs: outputs, inputs: inputs))
    }

    /// The loss, I(T;X) and the gradient (n x d) in either precision.
    func differentiate<Scalar: DirectionScalar>(
        outputs: Matrix<Scalar>, inputs: Matrix<Scalar>
    ) throws -> DifferentiatedLoss<Scalar> {
        let order = Array(0..<outputs.rows)
        let gram = try DirectionGram(outputs, order: order, squaredWidth: squaredWidth, name: "outputs")
        let others = try DirectionGram(inputs, order: order, squaredWidth: inputSquaredWidth, name: "inputs")
        return gram.differentiatedLoss(on: others.kernel)
    }
}
