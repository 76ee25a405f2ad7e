import CElementwise
import Foundation
import Matrices

/// The local loss of reinforcement learning: order-2 information between a unit's outputs and the actions that turned
/// out to be right, each sample weighing as much as its advantage.
///
/// The outputs count as directions u_i = (t_i - mean t)/|t_i - mean t|. With K_ij = exp(-|u_i - u_j|^2/(2 s2)),
/// P_ij = sqrt(w_i w_j)/sum w, A = K o P and B = A o Y (o element by element, |.| the Frobenius norm, Y_ij = 1 where
/// the labels are equal):
///
///     I(T;Y) = log2( |B|^2 / (|A|^2 |P o Y|^2) )        loss = -I
///
/// w is |advantage|; the label is the action taken where the advantage is not negative and another one where it is. See
/// docs/reinforcement.md. Pure: no state, no I/O.
public struct AdvantageLoss: Sendable {
    private let squaredWidth: Double

    /// - Parameter squaredWidth: s2 of the kernel between directions, 0.01 to 100; distances lie between 0 and 2.
    /// - Throws: `InformationError.parameterOutOfRange`.
    public init(squaredWidth: Double = 1) throws {
        self.squaredWidth = try checked("width", squaredWidth, in: 0.01...100)
    }

    /// The loss and its closed-form gradient at the measured outputs.
    ///
    /// - Parameters:
    ///   - outputs: T, n x d.
    ///   - labels: the action that each sample speaks for.
    ///   - weights: how loudly: |advantage|, in any unit.
    /// - Throws: `InformationError` for an empty batch, for counts that differ, and for elements that are NaN, infinite
    ///   or too large, or weights that are negative.
    ///
    /// A batch without weight and one with a single label say nothing: information 0 and no gradient. So does a dead
    /// unit, whose outputs have no direction.
    public func evaluate(outputs: Matrix<Float>, labels: [Int], weights: [Double]) throws -> LocalLossValue {
        LocalLossValue(try differentiate(outputs: outputs, labels: labels, weights: weights))
    }

    /// The loss, I(T;Y) and the gradient (n x d) in either precision.
    func differentiate<Scalar: DirectionScalar>(
        outputs: Matrix<Scalar>, labels: [Int], weights: [Double]
    ) throws -> DifferentiatedLoss<Scalar> {
        for (name, count) in [("labels", labels.count), ("weights", weights.count)] where count != outputs.rows {
            throw InformationError.differentSampleCounts(name: name, count: count, expected: outputs.rows)
        }
        for (row, weight) in weights.enumerated() {
            guard weight.isFinite else { throw InformationError.notFinite(name: "weights", row: row, column: 0) }
            _ = try checked("weight", weight, in: 0...1e30)
        }
        let classes = ClassOrder(labels: labels)
        let gram = try DirectionGram(outputs, order: classes.samples, squaredWidth: squaredWidth, name: "outputs")
        let sum = weights.reduce(0, +)
        guard sum > 0, classes.classes.count > 1 else {
            return DifferentiatedLoss(
                loss: 0, information: 0, gradient: Matrix(rows: outputs.rows, columns: outputs.columns))
        }
        let shares = WeightedGram(
            kernel: gram.kernel, classes: classes, shares: classes.samples.map { weights[$0] / sum })
        let (information, pulls) = shares.informationAndWeights
        return DifferentiatedLoss(
            loss: -information, information: information, gradient: gram.gradient(weights: pulls))
    }
}

/// A Gram matrix whose samples have shares p_i of the batch: A_ij = K_ij sqrt(p_i p_j).
private struct WeightedGram<Scalar: DirectionScalar> {
    private let kernel: Matrix<Scalar>
    private let labels: Matrix<Scalar>
    /// p_i p_j (upper triangle).
    private let pairs: Matrix<Double>
    /// Sum of p_i^2, the diagonal's part of every norm.
    private let own: Double
    /// |P o Y|^2.
    private let labelSquares: Double

    init(kernel: Matrix<Scalar>, classes: ClassOrder, shares: [Double]) {
        let n = shares.count
        self.kernel = kernel
        labels = .labelKernel(classes)
        pairs = Matrix(rows: n, columns: n) { pairs in
            Double.syrk(false, n, 1, 1, shares, 1, 0, pairs.baseAddress!, n)
        }
        own = shares.reduce(0) { $0 + $1 * $1 }
        labelSquares = classes.classes.reduce(0) { sum, places in
            let share = places.reduce(0) { $0 + shares[$1] }
            return sum + share * share
        }
    }

    /// I(T;Y), and G o K with G the derivative of -I by K (upper triangle):
    /// dI/dK = (2/ln 2) p_i p_j ( K o Y/|B|^2 - K/|A|^2 ).
    var informationAndWeights: (information: Double, weights: Matrix<Scalar>) {
        let all = own + sum(weighted(everywhere: 1, sameLabel: 0))
        let same = own + sum(weighted(everywhere: 0, sameLabel: 1))
        let slope = 2 / M_LN2
        return (
            log2(same) - log2(all) - log2(labelSquares),
            weighted(everywhere: slope / all, sameLabel: -slope / same)
        )
    }

    /// p_i p_j K_ij^2 (everywhere + sameLabel Y_ij) off the diagonal.
    private func weighted(everywhere: Double, sameLabel: Double) -> Matrix<Scalar> {
        let n = kernel.rows
        var squares = Matrix<Scalar>(rows: n, columns: n)
        squares.addQuadraticWeights(
            pibd_gram_weight(a: everywhere, b: sameLabel, c: 0), shifts: [Scalar](repeating: 0, count: n),
            kernel: kernel, other: labels)
        var result = Matrix<Scalar>(rows: n, columns: n)
        pairs.withUnsafeElements { pairs in
            squares.withUnsafeElements { squares in
                result.withUnsafeMutableElements {
                    Scalar.weigh(n, pairs.baseAddress!, squares.baseAddress!, $0.baseAddress!)
                }
            }
        }
        return result
    }

    /// The sum over both triangles of a matrix with nothing on its diagonal.
    private func sum(_ weights: consuming Matrix<Scalar>) -> Double {
        let n = kernel.rows
        weights.withUnsafeMutableElements { p in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: n) {
                Scalar.laplacian(n, p.baseAddress!, $0.baseAddress!)
            }
        }
        let laplacian = weights
        return -(0..<n).reduce(0) { $0 + Double(laplacian[$1, $1]) }
    }
}
