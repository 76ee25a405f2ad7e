import CElementwise
import Foundation
import Matrices

/// The matrix-based Renyi information of order 2: S_2(A) = -log2 |A|_F^2 needs no eigenvalue.
struct QuadraticRenyiInformation: DependenceMeasure {
    func dependence<Scalar: GramScalar>(
        of kernel: Matrix<Scalar>, on classes: ClassOrder, and inputs: WeightedInputs<Scalar>?
    ) -> Dependence<Scalar> {
        var result = Dependence<Scalar>(count: kernel.rows)
        result.onLabels = information(kernel, .labelKernel(classes), scale: -1, to: &result.weights)
        if let inputs {
            result.onInputs = information(kernel, inputs.kernel, scale: inputs.beta, to: &result.weights)
        }
        return result
    }

    /// I = log2( n^2 |K o X|^2 / (|K|^2 |X|^2) ), dI/dK = (2/ln 2) ( K o X^2 / |K o X|^2 - K / |K|^2 ).
    private func information<Scalar: GramScalar>(
        _ kernel: Matrix<Scalar>, _ other: Matrix<Scalar>, scale: Double, to weights: inout Matrix<Scalar>
    ) -> Double {
        let n = kernel.rows
        let sums = GramMoments(kernel, other).sums
        let slope = 2 * scale / M_LN2
        weights.addQuadraticWeights(
            pibd_gram_weight(a: -slope / sums.kk, b: slope / sums.kkxx, c: 0),
            shifts: [Scalar](repeating: 0, count: n), kernel: kernel, other: other)
        return 2 * log2(Double(n)) + log2(sums.kkxx) - log2(sums.kk) - log2(sums.xx)
    }
}
