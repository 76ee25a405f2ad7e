import Datasets
import PhysicalLearning
import RandomStreams

extension RunPlan {
    /// The read-out whose accuracy counts as the run's own.
    var answeringReadOut: String {
        guard experiment.trainer != .unsupervised else {
            return RunEvaluation.probe(of: experiment.units[experiment.units.count - 1].name)
        }
        return method.ownReadOut ?? "head"
    }

    /// Whether every unit is judged by itself at the end: what learns without labels has no other answer.
    var judgesUnits: Bool { experiment.probes ?? (experiment.trainer == .unsupervised) }

    /// The views that the run learns from; nil where it learns from the samples themselves.
    func views() throws -> AugmentationViews? {
        let isOwn = experiment.trainer == .unsupervised && experiment.methods.unsupervised.source == .views
        guard let ranges = isOwn ? experiment.methods.views : experiment.augmentation else { return nil }
        return try AugmentationViews(
            ranges, shape: dataset.inputShape, stream: RandomStream(seed: seed, name: "views"))
    }
}
