import Datasets
import PhysicalDevices
import PhysicalLearning

/// What is refused before anything is driven.
extension RunPlan {
    /// Refuses what the device cannot do before anything is driven.
    func check(_ descriptor: DeviceDescriptor) throws {
        let needed: Set<Capability> = [.vectorProcessor]
        let missing = needed.subtracting(descriptor.capabilities)
        guard missing.isEmpty else {
            let names = missing.sorted().map(\.rawValue).joined(separator: ", ")
            throw file.error(
                at: "device", "the device \(experiment.device) is not \(names)", remedy: "choose a device that is")
        }
        guard environment != nil || experiment.batch <= dataset.training.count else {
            throw file.error(
                at: "batch", "a batch of \(experiment.batch) of only \(dataset.training.count) training samples",
                remedy: "choose a smaller batch")
        }
        let fullScales = descriptor.converter.fullScales
        let units = takesPulses ? experiment.units.map { ("unit", $0.fullScale) } : []
        for (key, volts) in [("head.full-scale", experiment.head.fullScale)] + units
        where !fullScales.contains(Voltage(volts)) {
            throw file.error(
                at: key, "full scale \(Voltage(volts)) is not within the device's \(fullScales.lowerBound) to "
                    + "\(fullScales.upperBound)", remedy: "choose one the device has")
        }
        do {
            try experiment.augmentation?.check(shape: dataset.inputShape)
        } catch let error as AugmentationError {
            throw file.error(at: "augmentation", error.message, remedy: error.remedy)
        }
        try checkTrainer(on: descriptor)
        do {
            _ = try placements(of: specifications, on: descriptor.array)
        } catch {
            throw file.error(at: "unit", "\(error)", remedy: "see pibctl device show \(experiment.device)")
        }
    }

    /// Refuses what the method cannot do on this device or with these data, before anything is driven.
    private func checkTrainer(on descriptor: DeviceDescriptor) throws {
        guard takesPulses else { return try checkReservoir() }
        guard environment == nil || descriptor.drive.signed else {
            throw file.error(
                at: "device", "observations are signed, and the inputs of the device \(experiment.device) are not",
                remedy: "choose a device with signed inputs (a simulated chip: signed-drive = true)")
        }
        do {
            switch experiment.trainer {
            case .pat: try experiment.methods.pat.check(on: descriptor)
            case .inSilico: try experiment.methods.inSilico.check(on: descriptor)
            case .phyll: try PhyLLTrainer.check(classes: dataset.classes, inputs: dataset.inputs)
            case .unsupervised:
                let settings = experiment.methods.unsupervised
                try settings.check(specifications, on: descriptor)
                if settings.source == .views { try experiment.methods.views.check(shape: dataset.inputShape) }
            case .pib, .dfa, .pgt, .perturbation, .nodePerturbation, .randomUnits: break
            }
        } catch let error as TrainerError {
            throw file.error(at: "trainer", error.message, remedy: error.remedy)
        } catch let error as AugmentationError {
            throw file.error(at: "unsupervised", error.message, remedy: error.remedy)
        }
    }
}
