import Matrices

/// Samples and the class of each.
public struct LabelledSamples: Sendable, Equatable {
    /// The samples (n x d), every value in [0, 1].
    public let samples: Matrix<Float>
    /// The class of each sample, from 0; n of them.
    public let labels: [Int]
    /// The number of samples n.
    public var count: Int { labels.count }

    /// Samples (n x d) with their n labels.
    public init(samples: Matrix<Float>, labels: [Int]) {
        precondition(samples.rows == labels.count, "\(samples.rows) samples and \(labels.count) labels")
        self.samples = samples
        self.labels = labels
    }
}
