import Foundation
import Matrices

/// Goodness of a unit's outputs: the cosine of their magnitudes with a fixed unit vector.
struct CosineGoodness: Sendable {
    /// The unit vector v.
    private let direction: Matrix<Float>

    /// A goodness along `direction`, which is brought to length 1.
    init(direction: [Float]) {
        let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
        self.direction = Matrix(rows: direction.count, columns: 1, elements: direction.map { $0 / max(length, 1e-12) })
    }

    /// The goodness of each row (n x d); 0 for a row of nothing but zeros.
    func callAsFunction(_ outputs: Matrix<Float>) -> [Float] { parts(magnitudes(outputs)).goodness }

    /// dLoss/dt (2n x d) of mean log(1 + exp(-theta (g+ - g-))): the first n rows are the true labels', the others the
    /// wrong ones'. dg/dt = sign(t) (v - g |t|/norm)/norm; nothing for a row of zeros.
    func lossGradient(_ outputs: Matrix<Float>, steepness theta: Float) -> Matrix<Float> {
        let heights = magnitudes(outputs)
        let (goodness, norms) = parts(heights)
        let n = outputs.rows / 2
        let weights = (0..<outputs.rows).map { row -> Float in
            let difference = goodness[row % n] - goodness[row % n + n]
            let pull = theta / (1 + expf(theta * difference)) / Float(n)
            return row < n ? -pull : pull
        }
        let d = outputs.columns
        return Matrix(rows: outputs.rows, columns: d) { target in
            outputs.withUnsafeElements { t in
                direction.withUnsafeElements { v in
                    for row in 0..<outputs.rows {
                        let inverse = norms[row] > 0 ? 1 / norms[row] : 0
                        let (outer, inner) = (weights[row] * inverse, goodness[row] * inverse)
                        for j in 0..<d {
                            let value = t[row * d + j]
                            let slope = outer * (v[j] - inner * value.magnitude)
                            target[row * d + j] = value < 0 ? -slope : slope
                        }
                    }
                }
            }
        }
    }

    private func magnitudes(_ outputs: Matrix<Float>) -> Matrix<Float> {
        guard outputs.elements.contains(where: { $0 < 0 }) else { return outputs }
        return Matrix(rows: outputs.rows, columns: outputs.columns, elements: outputs.elements.map(\.magnitude))
    }

    private func parts(_ heights: Matrix<Float>) -> (goodness: [Float], norms: [Float]) {
        let products = Matrix.product(heights, direction)
        var norms = [Float](repeating: 0, count: heights.rows)
        heights.withUnsafeElements { t in
            for row in 0..<heights.rows {
                var sum: Float = 0
                for j in 0..<heights.columns {
                    let value = t[row * heights.columns + j]
                    sum += value * value
                }
                norms[row] = sum.squareRoot()
            }
        }
        let goodness = zip(products.elements, norms).map { $1 > 0 ? $0 / $1 : 0 }
        return (goodness, norms)
    }
}
