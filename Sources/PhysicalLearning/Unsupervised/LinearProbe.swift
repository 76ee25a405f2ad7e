import Matrices

/// How much of the labels a linear map can read off measured outputs: ridge regression of one-hot labels whose
/// regularisation is chosen on validation samples.
///
/// lambda is one of 10^-8, 10^-7, ..., 1 times tr(F^T F)/d, F being the outputs with a bias column; among equals the
/// largest wins. One eigendecomposition of F^T F serves them all.
public struct LinearProbe: ReadOut {
    /// The regularisation chosen, in parts of the mean eigenvalue tr(F^T F)/d.
    public let regularisation: Double
    /// The accuracy it was chosen by, on the validation samples.
    public let validationAccuracy: Double
    private let weights: Matrix<Float>

    /// The regularisations tried, in parts of the mean eigenvalue.
    static let candidates = [1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8]

    /// Fits to labelled outputs (n x d) and chooses on others; labels lie in 0..<classes.
    ///
    /// Outputs that hold nothing to fit (a dead unit) give a probe that always answers the most frequent class. Throws
    /// `MatrixError` for outputs that are not finite.
    public init(
        outputs: Matrix<Float>, labels: [Int], validation: Matrix<Float>, validationLabels: [Int], classes: Int
    ) throws {
        let features = outputs.appendingColumn(1).converted(to: Double.self)
        let (values, vectors) = try Matrix.product(features, features, transposingFirst: true).symmetricEigen()
        var targets = Matrix<Double>(rows: labels.count, columns: classes)
        for (row, label) in labels.enumerated() { targets[row, label] = 1 }
        let right = Matrix.product(vectors, Matrix.product(features, targets, transposingFirst: true))
        let mean = values.reduce(0, +) / Double(max(1, values.count))
        var best: (regularisation: Double, accuracy: Double, weights: Matrix<Float>)?
        for candidate in Self.candidates {
            var scaled = right
            for (row, value) in values.enumerated() {
                // Rounding can leave the smallest eigenvalues a little below zero.
                let divisor = max(0, value) + candidate * mean
                for column in 0..<classes { scaled[row, column] = divisor > 0 ? scaled[row, column] / divisor : 0 }
            }
            let weights: Matrix<Float> = Matrix.product(vectors, scaled, transposingFirst: true).converted()
            let found = Self.classes(of: validation, weights)
            let accuracy = Self.share(found, validationLabels)
            if best.map({ accuracy > $0.accuracy }) ?? true { best = (candidate, accuracy, weights) }
        }
        regularisation = best?.regularisation ?? 1
        validationAccuracy = best?.accuracy ?? 0
        weights = best?.weights ?? Matrix(rows: outputs.columns + 1, columns: classes)
    }

    public func classify(_ outputs: Matrix<Float>) -> [Int] { Self.classes(of: outputs, weights) }

    private static func classes(of outputs: Matrix<Float>, _ weights: Matrix<Float>) -> [Int] {
        HighestScore().classify(Matrix.product(outputs.appendingColumn(1), weights))
    }

    private static func share(_ answers: [Int], _ labels: [Int]) -> Double {
        Double(zip(answers, labels).count { $0 == $1 }) / Double(max(1, labels.count))
    }
}
