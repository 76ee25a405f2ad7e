import Matrices
import RandomStreams
import Testing

@testable import PhysicalLearning

@Suite("Linear probe")
struct LinearProbeTests {
    private static let training = Clusters(count: 300, seed: 1)
    private static let validation = Clusters(count: 150, seed: 2)
    private static let test = Clusters(count: 300, seed: 3)

    private func probe(_ outputs: (Clusters) -> Matrix<Float>) throws -> LinearProbe {
        try LinearProbe(
            outputs: outputs(Self.training), labels: Self.training.labels, validation: outputs(Self.validation),
            validationLabels: Self.validation.labels, classes: 3)
    }

    @Test("reads classes that a linear map can tell apart")
    func separable() throws {
        let probe = try probe(\.samples)
        #expect(probe.accuracy(Self.test.samples, labels: Self.test.labels) > 0.95)
        #expect(probe.validationAccuracy > 0.95)
    }

    @Test("the regularisation follows the validation samples")
    func chooses() throws {
        var noise = RandomStream(seed: 9, name: "noise")
        let draws = [300, 150].map { noise.normal($0 * 280) }
        func padded(_ clusters: Clusters) -> Matrix<Float> {
            let useless = clusters.labels.count == 300 ? draws[0] : draws[1]
            return Matrix.concatenatingColumns([
                clusters.samples, Matrix(rows: clusters.labels.count, columns: 280, elements: useless),
            ])
        }
        let plain = try probe(padded)
        #expect(LinearProbe.candidates.contains(plain.regularisation))
        // The validation samples decide: with the training samples given twice, almost as many weights as samples look
        // better than they are.
        let fitted = try LinearProbe(
            outputs: padded(Self.training), labels: Self.training.labels, validation: padded(Self.training),
            validationLabels: Self.training.labels, classes: 3)
        #expect(fitted.regularisation != plain.regularisation)
        #expect(fitted.validationAccuracy > plain.validationAccuracy)
    }

    @Test("a dead unit gives the most frequent class, not an error")
    func dead() throws {
        let probe = try LinearProbe(
            outputs: Matrix(rows: 5, columns: 4), labels: [2, 2, 2, 0, 1], validation: Matrix(rows: 2, columns: 4),
            validationLabels: [2, 0], classes: 3)
        #expect(probe.classify(Matrix(rows: 3, columns: 4)) == [2, 2, 2])
        #expect(probe.validationAccuracy == 0.5)
    }
}
