import Datasets
import Matrices
import PhysicalLearning
import RunStore

/// How good each unit's outputs are by themselves: what becomes of a network that has learnt without labels.
extension RunEvaluation {
    /// The name of a unit's linear probe among the read-outs.
    static func probe(of unit: String) -> String { "probe-\(unit)" }

    /// Judges the units from outputs that are measured already: probes on validation and test data, clusters on the
    /// test data or, without them, on the validation data.
    func probes(
        _ network: Network, fit: NetworkOutputs, fitLabels: [Int], validation: NetworkOutputs, test: NetworkOutputs?,
        seed: UInt64, at point: RunPoint
    ) throws -> [StoredAccuracy] {
        var accuracies: [StoredAccuracy] = []
        for (index, circuit) in network.units.enumerated() {
            let unit = circuit.specification.name
            let judged = try UnitRepresentation(
                unit: unit,
                training: UnitRepresentation.Part(outputs: fit.hidden[index], labels: fitLabels),
                validation: UnitRepresentation.Part(
                    outputs: validation.hidden[index], labels: dataset.validation.labels),
                test: test.map { UnitRepresentation.Part(outputs: $0.hidden[index], labels: dataset.test.labels) },
                classes: dataset.classes, seed: seed)
            let count = (validation: dataset.validation.count, test: dataset.test.count)
            accuracies.append(
                point.accuracy(
                    Self.probe(of: unit), split: "validation", value: judged.probeValidationAccuracy,
                    samples: count.validation))
            if let accuracy = judged.probeAccuracy {
                accuracies.append(
                    point.accuracy(Self.probe(of: unit), split: "test", value: accuracy, samples: count.test))
            }
            let split = test == nil ? "validation" : "test"
            for (name, value) in [
                ("k-means", judged.clusters.accuracy), ("nmi", judged.clusters.normalisedMutualInformation),
            ] {
                accuracies.append(
                    point.accuracy(
                        "\(name)-\(unit)", split: split, value: value,
                        samples: test == nil ? count.validation : count.test))
            }
        }
        return accuracies
    }
}
