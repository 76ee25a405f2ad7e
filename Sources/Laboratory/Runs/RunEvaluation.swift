import Datasets
import PhysicalLearning
import RunStore

/// Measures how well a network does, by every read-out, and counts the samples it took.
struct RunEvaluation {
    /// Samples of the nearest-class-mean fit and of the ridge fit.
    private static let classMeanSamples = 500
    private static let ridgeSamples = 10_000

    let dataset: Dataset
    /// The seed of the clusterings by which each unit is judged; nil where the units are not judged one by one.
    private let probeSeed: UInt64?
    private(set) var measurements: Int

    /// An evaluation on `dataset` that counts on from `measurements`.
    init(dataset: Dataset, probeSeed: UInt64? = nil, measurements: Int = 0) {
        self.dataset = dataset
        self.probeSeed = probeSeed
        self.measurements = measurements
    }

    /// The heads' accuracies on `samples` of the validation samples, called `split`.
    mutating func progress(
        _ trainer: any Trainer, samples: Int, at point: RunPoint, split: String = "validation"
    ) async throws -> [StoredAccuracy] {
        let part = dataset.validation.spread(samples)
        guard part.count > 0 else { return [] }
        if let own = try await own(trainer, part, split: split, at: point) { return [own] }
        let outputs = try await measure(trainer.network, part)
        return heads(trainer.network, outputs, part, split: split, at: point)
    }

    /// Counts samples measured elsewhere for the same purpose.
    mutating func count(_ samples: Int) { measurements += samples }

    /// All read-outs on all validation data and, with `test`, on the test data, each measured once.
    mutating func final(_ trainer: any Trainer, test: Bool, at point: RunPoint) async throws -> [StoredAccuracy] {
        let network = trainer.network
        let training = dataset.training.spread(Self.ridgeSamples)
        let fit = try await measure(network, training)
        let last = fit.hidden.count - 1
        let few = LabelledSamples(samples: fit.hidden[last], labels: training.labels).spread(Self.classMeanSamples)
        let classMean = NearestClassMean(outputs: few.samples, labels: few.labels)
        let ridge = try RidgeReadOut(outputs: fit.features, labels: training.labels, classes: dataset.classes)
        var accuracies: [StoredAccuracy] = []
        var splits = [("validation", dataset.validation)]
        if test { splits.append(("test", dataset.test)) }
        var measured: [String: NetworkOutputs] = [:]
        for (split, part) in splits where part.count > 0 {
            let outputs = try await measure(network, part)
            measured[split] = outputs
            accuracies += heads(network, outputs, part, split: split, at: point)
            if let own = try await own(trainer, part, split: split, at: point) { accuracies.append(own) }
            let others = [
                ("class-mean", classMean.accuracy(outputs.hidden[last], labels: part.labels)),
                ("ridge", ridge.accuracy(outputs.features, labels: part.labels)),
            ]
            accuracies += others.map { point.accuracy($0, split: split, value: $1, samples: part.count) }
        }
        if let probeSeed, let validation = measured["validation"] {
            accuracies += try probes(
                network, fit: fit, fitLabels: training.labels, validation: validation, test: measured["test"],
                seed: probeSeed, at: point)
        }
        return accuracies
    }

    /// The accuracy of a method that answers in a way of its own; nil for one whose heads answer.
    private mutating func own(
        _ trainer: any Trainer, _ part: LabelledSamples, split: String, at point: RunPoint
    ) async throws -> StoredAccuracy? {
        guard let readOut = type(of: trainer).ownReadOut else { return nil }
        let prediction = try await trainer.predict(part.samples)
        measurements += prediction.measurements
        return point.accuracy(
            readOut, split: split, value: HighestScore().accuracy(prediction.scores, labels: part.labels),
            samples: part.count)
    }

    private mutating func measure(_ network: Network, _ part: LabelledSamples) async throws -> NetworkOutputs {
        measurements += part.count
        return try await network.measure(part.samples)
    }

    private func heads(
        _ network: Network, _ outputs: NetworkOutputs, _ part: LabelledSamples, split: String, at point: RunPoint
    ) -> [StoredAccuracy] {
        zip(network.heads, outputs.scores).map { head, scores in
            point.accuracy(
                head.readOut, split: split, value: HighestScore().accuracy(scores, labels: part.labels),
                samples: part.count)
        }
    }
}

/// Where in a run an accuracy was measured.
struct RunPoint {
    let batch: Int
    let measurements: Int

    func accuracy(_ readOut: String, split: String, value: Double, samples: Int) -> StoredAccuracy {
        StoredAccuracy(
            readout: readOut, split: split, accuracy: value, samples: samples, batch: batch,
            measurements: measurements)
    }
}

extension LabelledSamples {
    /// `count` samples evenly spread over all of them, or all: a lab's own file may be sorted by class.
    func spread(_ count: Int) -> LabelledSamples {
        guard count < self.count else { return self }
        let rows = (0..<count).map { $0 * self.count / count }
        return LabelledSamples(samples: samples.selectingRows(rows), labels: rows.map { labels[$0] })
    }
}
