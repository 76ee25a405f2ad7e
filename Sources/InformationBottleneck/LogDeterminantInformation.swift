import Foundation
import Matrices

/// I(T;Y) = [ logdet(eps Id + K) - logdet(eps Id + K o Y) ] / (n ln 2), by Cholesky factors in double.
///
/// Never above 0, its best value. In the order of the classes K o Y is block-diagonal: one factor for each class.
struct LogDeterminantInformation: DependenceMeasure {
    let epsilon: Double

    func dependence<Scalar: GramScalar>(
        of kernel: Matrix<Scalar>, on classes: ClassOrder, and inputs: WeightedInputs<Scalar>?
    ) throws -> Dependence<Scalar> {
        let n = kernel.rows
        var result = Dependence<Scalar>(count: n)
        // A single class says nothing: both determinants are the same.
        let several = classes.classes.count > 1
        guard several || inputs != nil else { return result }
        var derivative = GramDerivative(count: n)
        let weight = (several ? -1 : 0) + (inputs?.beta ?? 0)
        let outputs = try addTerm(kernel, block: 0..<n, scale: weight, to: &derivative)
        if several {
            result.onLabels = outputs
            for block in classes.classes {
                result.onLabels -= try addTerm(kernel, block: block, scale: 1, to: &derivative)
            }
        }
        if let inputs {
            result.onInputs =
                outputs
                - (try addTerm(kernel, times: inputs.kernel, block: 0..<n, scale: -inputs.beta, to: &derivative))
        }
        result.addWeights(derivative, kernel: kernel)
        return result
    }

    /// [bits] logdet(eps Id + B)/(n ln 2) for a block B of K or of K o X; adds `scale` times its derivative by K.
    private func addTerm<Scalar: GramScalar>(
        _ kernel: Matrix<Scalar>, times other: Matrix<Scalar>? = nil, block: Range<Int>, scale: Double,
        to derivative: inout GramDerivative
    ) throws -> Double {
        let unit = 1 / (Double(kernel.rows) * M_LN2)
        let shifted = kernel.gramBlock(block, times: other, scale: 1, diagonal: 1 + epsilon)
        let (logDeterminant, inverse) = try shifted.positiveDefiniteInverse()
        derivative.add(inverse, times: other, from: block.lowerBound, scale: scale * unit)
        return logDeterminant * unit
    }
}
