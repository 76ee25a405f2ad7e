import Datasets
import Matrices
import PhysicalDevices
import PhysicalLearning
import Simulated

/// A run that is prepared, and everything of it that changes from batch to batch.
struct RunSession {
    let entry: DeviceRegistry.Entry
    let ledger: PulseLedger
    var trainer: any Trainer
    var evaluation: RunEvaluation
    /// Makes the views that the run learns from in place of the samples.
    var views: AugmentationViews?
    var order: BatchOrder
    var progress: RunProgress

    /// Gains by unit [V per full-scale input on full conductance].
    var gains: [String: Double] {
        Dictionary(trainer.network.circuits.map { ($0.specification.name, $0.gain) }) { $1 }
    }

    /// What is taken off the readings, by unit [V]; units of which nothing is are left out.
    var zeros: [String: [Float]] {
        let circuits = trainer.network.circuits.filter { !$0.zeros.isEmpty }
        return Dictionary(circuits.map { ($0.specification.name, $0.zeros) }) { $1 }
    }
}

extension RunSession {
    /// What the trainer is given of these samples. One that learns without labels gets none: it is told which sample
    /// a view was made of, or counts the samples.
    mutating func batch(
        of samples: LabelledSamples, _ indices: [Int], _ trainer: Experiment.Trainer
    ) -> (samples: Matrix<Float>, labels: [Int]) {
        let selected = samples.samples.selectingRows(indices)
        guard trainer == .unsupervised else {
            let labels = indices.map { samples.labels[$0] }
            return (views?.views(of: selected, each: 1).samples ?? selected, labels)
        }
        guard let made = views?.views(of: selected) else { return (selected, Array(indices.indices)) }
        return (made.samples, made.sources)
    }
}

/// Where the state of a simulated chip comes from.
enum ChipOrigin: Sendable, Equatable {
    /// It is as the run's checkpoint says: the daemon put it back when it started.
    case restored(Int64)
    /// The run was the last to use it, in this daemon's life.
    case used(Int64)
}
