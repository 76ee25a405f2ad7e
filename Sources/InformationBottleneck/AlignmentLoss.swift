import Matrices

/// Centred kernel alignment (CKA) between outputs and labels; loss = -CKA(T;Y) + beta CKA(T;X), without dimension.
///
/// Cortes, Mohri, Rostamizadeh, J. Mach. Learn. Res. 13, 795 (2012). For units trained as black boxes.
public struct AlignmentLoss: LocalLoss {
    let definition: GramLoss<CentredAlignment>

    /// - Parameters:
    ///   - width: Squared kernel width of the outputs over their mean squared distance, 1e-6 to 1e6; 0.5 for
    ///     crossbars, 1 for optical masks.
    ///   - beta: Weight of CKA(T;X) in the loss, within +-1e6.
    ///   - inputWidth: As `width`, for the inputs; used if beta is not 0.
    /// - Throws: `InformationError.parameterOutOfRange`.
    public init(width: Double = 0.5, beta: Double = 0, inputWidth: Double = 0.25) throws {
        definition = try GramLoss(CentredAlignment(), width: width, beta: beta, inputWidth: inputWidth)
    }

    public func evaluate(outputs: Matrix<Float>, inputs: Matrix<Float>, labels: [Int]) throws -> LocalLossValue {
        LocalLossValue(try definition.differentiate(outputs: outputs, inputs: inputs, labels: labels))
    }
}
