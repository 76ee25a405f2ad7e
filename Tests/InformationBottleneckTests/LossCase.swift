import Matrices

@testable import InformationBottleneck

/// A loss that the tests evaluate in either precision.
enum LossCase: Sendable {
    case renyi(alpha: Double, width: Double = 1, beta: Double = 0)
    case logDeterminant(epsilon: Double = 0.1, width: Double = 1, beta: Double = 0)
    case alignment(width: Double = 0.5, beta: Double = 0)

    /// Every loss, with and without the term I(T;X).
    static let all: [LossCase] =
        [0.5, 1, 1.01, 2, 3].flatMap { alpha in
            [0, 0.2, -0.3].map { LossCase.renyi(alpha: alpha, beta: $0) }
        }
        + [0, -0.1, 0.5].flatMap { beta in
            [
                .logDeterminant(beta: beta), .logDeterminant(epsilon: 1, width: 0.5, beta: beta),
                .alignment(beta: beta), .alignment(width: 1, beta: beta),
            ]
        }

    func loss() throws -> any LocalLoss {
        switch self {
        case .renyi(let alpha, let width, let beta): try RenyiLoss(alpha: alpha, width: width, beta: beta)
        case .logDeterminant(let epsilon, let width, let beta):
            try LogDeterminantLoss(epsilon: epsilon, width: width, beta: beta)
        case .alignment(let width, let beta): try AlignmentLoss(width: width, beta: beta)
        }
    }

    func differentiate<Scalar: GramScalar>(
        _ outputs: Matrix<Scalar>, _ inputs: Matrix<Scalar>, _ labels: [Int]
    ) throws -> DifferentiatedLoss<Scalar> {
        switch try loss() {
        case let loss as RenyiLoss: try loss.differentiate(outputs: outputs, inputs: inputs, labels: labels)
        case let loss as LogDeterminantLoss:
            try loss.definition.differentiate(outputs: outputs, inputs: inputs, labels: labels)
        case let loss as AlignmentLoss:
            try loss.definition.differentiate(outputs: outputs, inputs: inputs, labels: labels)
        default: throw UnknownLoss()
        }
    }
}

struct UnknownLoss: Error {}
