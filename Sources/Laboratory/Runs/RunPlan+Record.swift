import PhysicalDevices
import RunStore

extension RunPlan {
    /// What the store keeps of this plan when it is submitted.
    func newRun(request: ExperimentRequest, by user: Operator) -> NewRun {
        NewRun(
            name: request.name ?? experiment.name ?? "\(experiment.dataset) \(experiment.trainer.rawValue)",
            experiment: StoredExperiment(
                text: request.text, path: request.path, overrides: request.overrides,
                configuration: experiment.resolvedTOML),
            trainer: experiment.trainer.rawValue, loss: experiment.loss.rawValue, dataset: experiment.dataset,
            device: experiment.device, seed: Int64(experiment.seed), batchesTotal: experiment.batches,
            operatorUID: user.uid, operatorName: user.name,
            units: specifications.map { StoredUnit(name: $0.name, inputs: $0.inputs, outputs: $0.outputs) })
    }

    /// Where the run's results will come from.
    func provenance(devices: DeviceRegistry) async throws -> [String: String] {
        let device = try await devices.entry(experiment.device).device
        let identity = await device.identity
        return SoftwareProvenance.current.merging([
            "dataset": dataset.sourceDescription,
            "dataset-sha256": dataset.hash,
            "driver": device.driver,
            "device": "\(identity.vendor) \(identity.model) \(identity.serial)",
            "firmware": identity.firmware,
            "seed": "\(experiment.seed)",
        ]) { $1 }
    }
}
