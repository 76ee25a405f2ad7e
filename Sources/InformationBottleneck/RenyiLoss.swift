import Matrices

/// The matrix-based Renyi information between outputs and labels, in bits; the default loss.
///
/// I_a(T;Y) = S_a(A) + S_a(Y) - S_a(A o Y): Giraldo, Rao, Principe, IEEE Trans. Inf. Theory 61, 535 (2015); Yu,
/// Giraldo, Jenssen, Principe, IEEE TPAMI 42, 2960 (2020). It takes an eigendecomposition of the n x n Gram matrix and
/// one for each class; alpha = 2 takes none and is the cheapest.
public struct RenyiLoss: LocalLoss {
    let spectral: GramLoss<SpectralRenyiInformation>
    let quadratic: GramLoss<QuadraticRenyiInformation>

    /// - Parameters:
    ///   - alpha: Order of the entropy, 0.001 to 1000; 1 is the von Neumann entropy.
    ///   - width: Squared kernel width of the outputs over their mean squared distance, 1e-6 to 1e6.
    ///   - beta: Weight of I(T;X) in the loss, within +-1e6; up to 0.2 changes little, 0.5 and more hurts.
    ///   - inputWidth: As `width`, for the inputs; used if beta is not 0.
    /// - Throws: `InformationError.parameterOutOfRange`.
    public init(alpha: Double = 0.5, width: Double = 1, beta: Double = 0, inputWidth: Double = 0.25) throws {
        let measure = SpectralRenyiInformation(alpha: try checked("alpha", alpha, in: 0.001...1000))
        spectral = try GramLoss(measure, width: width, beta: beta, inputWidth: inputWidth)
        quadratic = try GramLoss(QuadraticRenyiInformation(), width: width, beta: beta, inputWidth: inputWidth)
    }

    public func evaluate(outputs: Matrix<Float>, inputs: Matrix<Float>, labels: [Int]) throws -> LocalLossValue {
        LocalLossValue(try differentiate(outputs: outputs, inputs: inputs, labels: labels))
    }

    func differentiate<Scalar: GramScalar>(
        outputs: Matrix<Scalar>, inputs: Matrix<Scalar>, labels: [Int]
    ) throws -> DifferentiatedLoss<Scalar> {
        spectral.measure.alpha == 2
            ? try quadratic.differentiate(outputs: outputs, inputs: inputs, labels: labels)
            : try spectral.differentiate(outputs: outputs, inputs: inputs, labels: labels)
    }
}
