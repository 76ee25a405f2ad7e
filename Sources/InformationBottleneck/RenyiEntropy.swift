import Foundation

/// The matrix-based Renyi entropy S_a = log2(sum_k w_k^a) / (1 - a) of a positive semidefinite matrix of trace 1.
///
/// Giraldo, Rao, Principe, IEEE Trans. Inf. Theory 61, 535 (2015). Eigenvalues below 1e-10 count as zero, in the value
/// and in the slope, which for a < 1 has no bound there. For a = 1, -sum_k w_k log2 w_k (von Neumann).
struct RenyiEntropy {
    /// Eigenvalues below this count as zero.
    static let smallestEigenvalue = 1e-10

    /// [bits] The entropy.
    let value: Double
    private let alpha: Double
    private let largest: Double
    private let sum: Double

    init(alpha: Double, eigenvalues: [Double]) {
        self.alpha = alpha
        let counted = eigenvalues.filter { $0 >= Self.smallestEigenvalue }
        let largest = counted.max() ?? 1
        self.largest = largest
        if Self.isLimit(alpha) {
            sum = 1
            value = -counted.reduce(0) { $0 + $1 * log2($1) }
        } else {
            // Relative to the largest one, so that no power underflows.
            let sum = counted.reduce(0) { $0 + pow($1 / largest, alpha) }
            self.sum = sum
            value = counted.isEmpty ? 0 : (alpha * log2(largest) + log2(sum)) / (1 - alpha)
        }
    }

    /// Whether alpha is so near 1 that the general formula loses more digits than the limit differs from it.
    private static func isLimit(_ alpha: Double) -> Bool { abs(alpha - 1) < 1e-7 }

    /// [bits] The derivative of the entropy by an eigenvalue; 0 for those that count as zero.
    func slope(at eigenvalue: Double) -> Double {
        guard eigenvalue >= Self.smallestEigenvalue else { return 0 }
        if Self.isLimit(alpha) { return -(log(eigenvalue) + 1) / M_LN2 }
        return alpha / ((1 - alpha) * M_LN2) * pow(eigenvalue / largest, alpha - 1) / (largest * sum)
    }
}
