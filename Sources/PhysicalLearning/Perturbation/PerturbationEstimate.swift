import Matrices
import RandomStreams

/// What one unit makes of two readings of its own loss: momentum over a root mean square.
///
/// g = [L(theta + e r) - L(theta - e r)] / (2e) r with r in {-1, 0, 1} (Spall, IEEE Trans. Autom. Control 37, 332,
/// 1992); m and q are the decaying means of g and of the mean of g^2; the step is -rate m / sqrt(q), both corrected for
/// their beginning. The amplitude e grows until differences stand out of the loss's measured noise.
struct PerturbationEstimate: Sendable {
    private let settings: PerturbationTrainer.Settings
    private let largest: Double
    private let density: Float
    private let most: Int
    private var signs: RandomStream
    private var momentum: [Float]
    /// Decaying mean of g^2: of all parameters together, or of each one.
    private var squares: [Double]
    /// Decays to the power of the steps made: what is missing of both means.
    private var momentumMissing = 1.0
    private var squareMissing = 1.0
    /// Squared differences since the amplitude was last judged.
    private var differences: [Double] = []
    /// e, in the parameters' own unit.
    private(set) var amplitude: Double
    /// Standard deviation of the loss at rest.
    var noise: Double?
    /// The present directions (k x parameters).
    private(set) var directions = Matrix<Float>(rows: 0, columns: 0)

    init(
        _ parameters: any MovableParameters, amplitude: Double, settings: PerturbationTrainer.Settings, seed: UInt64,
        unit: String
    ) {
        self.settings = settings
        largest = parameters.largestOffset
        density = parameters.density
        // What is kept in the end is one direction.
        most = settings.directionsPerSample && !settings.keepsPerturbation ? parameters.directions : 1
        self.amplitude = min(amplitude, largest)
        momentum = [Float](repeating: 0, count: parameters.count)
        // Where directions are sparse a parameter is probed too seldom to know its own scale.
        squares = [Double](repeating: 0, count: settings.ownScales && density == 1 ? parameters.count : 1)
        signs = RandomStream(seed: seed, name: "perturbation/\(unit)")
    }

    /// Draws the directions for a batch of `samples`: one for each where the parameters allow it.
    mutating func draw(samples: Int) {
        let rows = max(1, min(most, samples))
        let drawn = signs.uniform(rows * momentum.count)
        directions = Matrix(rows: rows, columns: momentum.count) { signs in
            for index in signs.indices {
                let value: Float = drawn[index] < density / 2 ? 1 : drawn[index] < density ? -1 : 0
                signs.initializeElement(at: index, to: value)
            }
        }
    }

    /// The step after a unit was measured at both ends.
    ///
    /// - Parameters:
    ///   - gradient: dLoss/dT half-way between both ends; read where samples went along their own directions.
    ///   - light: how much of each sample passed each parameter (n x parameters): a pixel that was dark had no part in
    ///     what its sample did. Nil for where that is not known.
    mutating func step(
        above: Reading, below: Reading, gradient: Matrix<Float>?, light: Matrix<Float>?, rate: Double
    ) -> [Float] {
        let difference = above.loss - below.loss
        differences.append(difference * difference)
        let slopes = slopes(above, below, gradient: gradient)
        judge()
        let estimate = Matrix.product(slopes, weighted(by: light))
        return advance(estimate.elements, rate: rate)
    }

    /// What the loss did along each direction, per unit of the parameters (1 x k).
    private func slopes(_ above: Reading, _ below: Reading, gradient: Matrix<Float>?) -> Matrix<Float> {
        let scale = Float(1 / (2 * amplitude))
        guard directions.rows > 1, let gradient else {
            return Matrix(rows: 1, columns: 1, repeating: Float(above.loss - below.loss) * scale)
        }
        var slopes = Matrix<Float>(rows: 1, columns: directions.rows)
        for sample in 0..<gradient.rows {
            var sum: Float = 0
            for output in 0..<gradient.columns {
                sum += gradient[sample, output] * (above.outputs[sample, output] - below.outputs[sample, output])
            }
            slopes[0, sample % directions.rows] += sum * scale
        }
        return slopes
    }

    /// The directions, each pixel's share weighted by the light that passed it.
    private func weighted(by light: Matrix<Float>?) -> Matrix<Float> {
        guard let light, light.rows == directions.rows, light.columns == directions.columns else { return directions }
        return Matrix(rows: light.rows, columns: light.columns) { weighted in
            light.withUnsafeElements { light in
                directions.withUnsafeElements { directions in
                    for index in weighted.indices {
                        weighted.initializeElement(at: index, to: directions[index] * light[index])
                    }
                }
            }
        }
    }

    private mutating func advance(_ gradient: [Float], rate: Double) -> [Float] {
        let decay = Float(settings.momentum)
        let isShared = squares.count == 1
        let share = (1 - settings.variance) / (isShared ? Double(max(1, momentum.count)) : 1)
        for index in squares.indices { squares[index] *= settings.variance }
        for index in momentum.indices {
            momentum[index] = decay * momentum[index] + (1 - decay) * gradient[index]
            squares[isShared ? 0 : index] += share * Double(gradient[index] * gradient[index])
        }
        momentumMissing *= settings.momentum
        squareMissing *= settings.variance
        let factor = -rate / (1 - momentumMissing)
        return momentum.indices.map { index in
            let height = (squares[isShared ? 0 : index] / (1 - squareMissing)).squareRoot()
            return height > 1e-9 ? Float(factor / height) * momentum[index] : 0
        }
    }

    /// Doubles the amplitude while differences drown in the noise. One may be small by chance, so the root mean square
    /// of several is looked at.
    private mutating func judge() {
        guard let noise, differences.count >= 16 else { return }
        let height = (differences.reduce(0, +) / Double(differences.count)).squareRoot()
        if height < settings.significance * noise { amplitude = min(2 * amplitude, largest) }
        differences = []
    }

    /// One end of a perturbation, as the unit measured it.
    struct Reading: Sendable {
        /// Its own loss.
        let loss: Double
        /// Its outputs (n x d_out).
        let outputs: Matrix<Float>
    }
}
