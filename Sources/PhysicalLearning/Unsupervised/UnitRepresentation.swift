import Matrices
import RandomStreams

/// How good a unit's measured outputs are, judged by labels that no unit has seen.
public struct UnitRepresentation: Sendable, Equatable {
    /// The unit's name.
    public let unit: String
    /// Accuracy of the linear probe on the validation samples, by which its regularisation was chosen.
    public let probeValidationAccuracy: Double
    /// Accuracy of the linear probe on the test samples; nil where there are none.
    public let probeAccuracy: Double?
    /// The regularisation chosen, in parts of the mean eigenvalue.
    public let regularisation: Double
    /// Accuracy and normalised mutual information of k-means clusters, on the test samples or, without any, on the
    /// validation samples.
    public let clusters: ClusterAgreement

    /// One unit's outputs for samples whose labels are known.
    public struct Part: Sendable {
        /// The outputs (n x d).
        public let outputs: Matrix<Float>
        /// The class of each sample.
        public let labels: [Int]

        /// Outputs with their labels, as many as rows.
        public init(outputs: Matrix<Float>, labels: [Int]) {
            precondition(outputs.rows == labels.count, "\(outputs.rows) outputs and \(labels.count) labels")
            self.outputs = outputs
            self.labels = labels
        }
    }

    /// Judges one unit.
    ///
    /// The probe is fitted to `training` and chosen on `validation`. K-means looks for as many clusters as there are
    /// classes among the directions of the outputs from their mean, the same that the unit learned with; its starts
    /// are drawn from the stream `k-means/UNIT` of `seed`.
    ///
    /// - Throws: `MatrixError` for outputs that are not finite.
    public init(unit: String, training: Part, validation: Part, test: Part?, classes: Int, seed: UInt64) throws {
        let probe = try LinearProbe(
            outputs: training.outputs, labels: training.labels, validation: validation.outputs,
            validationLabels: validation.labels, classes: classes)
        var stream = RandomStream(seed: seed, name: "k-means/\(unit)")
        let clustered = test ?? validation
        let partition = KMeans(clusters: classes).partition(clustered.outputs.rowDirections(), stream: &stream)
        self.unit = unit
        probeValidationAccuracy = probe.validationAccuracy
        probeAccuracy = test.map { probe.accuracy($0.outputs, labels: $0.labels) }
        regularisation = probe.regularisation
        clusters = ClusterAgreement(
            assignments: partition.assignments, clusters: classes, labels: clustered.labels, classes: classes)
    }
}
