/// A classification task in three parts: training, validation (taken from the end of the training part, for every
/// choice made on the way) and test (touched once, at the end).
public struct Dataset: Sendable, Equatable {
    /// The name it was asked for by.
    public let name: String
    /// The number of classes, at least 2; labels lie in 0..<classes. A class may be without samples.
    public let classes: Int
    /// The shape of one sample, e.g. [28, 28]; its product is the samples' dimension d.
    public let inputShape: [Int]
    /// The samples to learn from.
    public let training: LabelledSamples
    /// The samples to choose by.
    public let validation: LabelledSamples
    /// The samples to report on.
    public let test: LabelledSamples
    /// SHA-256, in hexadecimal, of the source files one after another (training samples and labels, test samples and
    /// labels). Gzip is undone first, so that `zcat FILES | sha256sum` gives the same.
    public let hash: String
    /// Where the samples came from: format and files.
    public let sourceDescription: String

    /// The dimension d of a sample.
    public var inputs: Int { training.samples.columns }
}
