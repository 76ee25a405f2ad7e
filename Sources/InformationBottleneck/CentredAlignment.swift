import CElementwise
import Matrices

/// Centred kernel alignment, <HKH, HXH> / (|HKH| |HXH|) in the Frobenius product, H = Id - 11^T/n; 0 where a centred
/// matrix vanishes (all outputs equal, or a single class).
struct CentredAlignment: DependenceMeasure {
    func dependence<Scalar: GramScalar>(
        of kernel: Matrix<Scalar>, on classes: ClassOrder, and inputs: WeightedInputs<Scalar>?
    ) -> Dependence<Scalar> {
        var result = Dependence<Scalar>(count: kernel.rows)
        result.onLabels = alignment(kernel, .labelKernel(classes), scale: -1, to: &result.weights)
        if let inputs {
            result.onInputs = alignment(kernel, inputs.kernel, scale: inputs.beta, to: &result.weights)
        }
        return result
    }

    /// The alignment; adds scale (HXH / (|HKH| |HXH|) - alignment HKH / |HKH|^2) o K.
    private func alignment<Scalar: GramScalar>(
        _ kernel: Matrix<Scalar>, _ other: Matrix<Scalar>, scale: Double, to weights: inout Matrix<Scalar>
    ) -> Double {
        let n = Double(kernel.rows)
        let moments = GramMoments(kernel, other)
        let k = moments.kernelRows
        let x = moments.otherRows
        let kSum = k.reduce(0, +)
        let xSum = x.reduce(0, +)
        // <HAH, HBH> = <A, B> - (2/n) a.b + (sum a)(sum b)/n^2 with the row sums a and b.
        func centred(_ product: Double, _ a: [Double], _ b: [Double], _ aSum: Double, _ bSum: Double) -> Double {
            product - 2 / n * zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } + aSum * bSum / (n * n)
        }
        let kk = centred(moments.sums.kk, k, k, kSum, kSum)
        let xx = centred(moments.sums.xx, x, x, xSum, xSum)
        // What rounding leaves of a matrix that is constant.
        guard kk > 1e-12 * moments.sums.kk, xx > 1e-12 * moments.sums.xx else { return 0 }
        let norms = (kk * xx).squareRoot()
        let alignment = centred(moments.sums.kx, k, x, kSum, xSum) / norms
        let a = -scale * alignment / kk
        let c = scale / norms
        let mean = (a * kSum + c * xSum) / (2 * n * n)
        weights.addQuadraticWeights(
            pibd_gram_weight(a: a, b: 0, c: c), shifts: zip(k, x).map { Scalar(mean - (a * $0 + c * $1) / n) },
            kernel: kernel, other: other)
        return alignment
    }
}
