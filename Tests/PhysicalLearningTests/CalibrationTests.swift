import Matrices
import PhysicalLearning
import Testing

@Suite("Gain calibration")
struct CalibrationTests {
    @Test("puts the percentile of |z| at the target of every unit, the head included")
    func percentile() async throws {
        let data = Clusters(count: 512, seed: 4)
        let bench = try await LearningBench()
        let network = try await bench.network(inputs: 12, hidden: [16, 8], classes: 3, calibratedOn: data.samples)
        let outputs = try await network.measure(data.samples)
        let scores = outputs.scores[0].elements.map(abs).sorted()
        #expect(abs(scores[Int(0.99 * Double(scores.count))] - 2) < 0.2)
        let hidden = outputs.hidden[0].elements.sorted()
        #expect(hidden[hidden.count - 1] <= 1)
        #expect(network.units.allSatisfy { $0.gain > 0 && $0.gain.isFinite })
    }

    @Test("ends at the largest gain when a unit gives nothing at all")
    func silent() async throws {
        let bench = try await LearningBench()
        let silence = Matrix<Float>(rows: 64, columns: 12)
        let network = try await bench.network(inputs: 12, hidden: [16], classes: 3, calibratedOn: silence)
        #expect(network.units[0].gain <= bench.descriptor.converter.gain.upperBound)
    }
}

@Suite("Read-outs")
struct ReadOutTests {
    private let data = Clusters(count: 600, seed: 9)

    @Test("nearest class mean and ridge tell separable clusters apart and agree with the labels")
    func separable() throws {
        let training = data.samples.rows(0..<300)
        let test = data.samples.rows(300..<600)
        let labels = Array(data.labels[300...])
        let mean = NearestClassMean(outputs: training, labels: Array(data.labels[..<300]))
        let ridge = try RidgeReadOut(outputs: training, labels: Array(data.labels[..<300]), classes: 3)
        #expect(mean.accuracy(test, labels: labels) > 0.9)
        #expect(ridge.accuracy(test, labels: labels) > 0.9)
    }

    @Test("a class without samples is never answered by the nearest class mean")
    func missingClass() {
        let mean = NearestClassMean(outputs: Matrix([[0, 0], [1, 1]]), labels: [0, 2])
        #expect(mean.classify(Matrix([[0.1, 0], [0.9, 1]])) == [0, 2])
    }

    @Test("the highest score wins, the first of equals")
    func highest() { #expect(HighestScore().classify(Matrix([[0, 2, 1], [3, 3, 1]])) == [1, 0]) }
}
