import Matrices

/// The information that a unit's outputs keep about which sample a view was made of: PIB without labels.
///
/// loss = -I(T;S) by the matrix-based Renyi information of order 2 (docs/unsupervised.md). The outputs count as
/// directions from the batch's mean, the kernel width is fixed. What `labels` holds is the sample of each view: views
/// with the same number are drawn together, all others pushed apart.
public struct TwoViewLoss: LocalLoss {
    private let squaredWidth: Double

    /// - Parameter squaredWidth: s2 of the kernel between directions, 0.01 to 100; distances lie between 0 and 2. At
    ///   0.25 the kernel saturates early and learns less than nothing.
    /// - Throws: `InformationError.parameterOutOfRange`.
    public init(squaredWidth: Double = 1) throws {
        self.squaredWidth = try checked("width", squaredWidth, in: 0.01...100)
    }

    public func evaluate(outputs: Matrix<Float>, inputs: Matrix<Float>, labels: [Int]) throws -> LocalLossValue {
        LocalLossValue(try differentiate(outputs: outputs, samples: labels))
    }

    /// The loss, I(T;S) and the gradient (n x d) in either precision.
    func differentiate<Scalar: DirectionScalar>(
        outputs: Matrix<Scalar>, samples: [Int]
    ) throws -> DifferentiatedLoss<Scalar> {
        guard samples.count == outputs.rows else {
            throw InformationError.differentSampleCounts(name: "views", count: samples.count, expected: outputs.rows)
        }
        let views = ClassOrder(labels: samples)
        let gram = try DirectionGram(outputs, order: views.samples, squaredWidth: squaredWidth, name: "outputs")
        return gram.differentiatedLoss(on: .labelKernel(views))
    }
}
