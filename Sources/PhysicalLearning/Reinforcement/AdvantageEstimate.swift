import Foundation
import Matrices

/// How much better each step of a rollout turned out than was to be expected where it was taken.
struct AdvantageEstimate: Sendable {
    /// Ridge of the expectation, in parts of the number of steps: features lie within +-1.
    private static let ridge = 1e-3

    /// Advantages in standard deviations of the rollout, within +-`clip`; zeros where nothing differed.
    let values: [Double]

    /// (G - b)/std, with G the discounted returns and b their ridge regression on [s, s^2, 1], s being the inputs.
    ///
    /// Throws `MatrixError` where the regression fails, which for finite inputs it does not.
    init(_ rollout: Rollout, discount: Double, clip: Double) throws {
        let returns = rollout.returns(discount: discount)
        let expected = try Self.expectation(of: returns, from: rollout.inputs)
        let excess = zip(returns, expected).map { $0 - $1 }
        let mean = excess.reduce(0, +) / Double(max(1, excess.count))
        let square = excess.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, excess.count))
        let scale = returns.reduce(0) { max($0, abs($1)) }
        // All episodes alike: what is left is rounding, and no reason to change anything.
        guard square.squareRoot() > 1e-6 * scale else {
            values = [Double](repeating: 0, count: excess.count)
            return
        }
        values = excess.map { min(clip, max(-clip, $0 / square.squareRoot())) }
    }

    private static func expectation(of returns: [Double], from inputs: Matrix<Float>) throws -> [Double] {
        let s = inputs.converted(to: Double.self)
        let squares = Matrix(rows: s.rows, columns: s.columns, elements: s.elements.map { $0 * $0 })
        let features = Matrix.concatenatingColumns([s, squares]).appendingColumn(1)
        var normal = Matrix.product(features, features, transposingFirst: true)
        // The constant is free: held back, it would leave a part of any common return as an advantage.
        for i in 0..<normal.rows - 1 { normal[i, i] += ridge * Double(max(1, s.rows)) }
        let targets = Matrix(rows: returns.count, columns: 1, elements: returns)
        let right = Matrix.product(features, targets, transposingFirst: true)
        return Matrix.product(features, try normal.solvingPositiveDefinite(right)).elements
    }
}
