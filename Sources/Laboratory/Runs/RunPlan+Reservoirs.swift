import PhysicalDevices
import PhysicalLearning
import Simulated

/// Runs on reservoirs: devices that take no pulses.
extension RunPlan {
    /// The methods that there are for a device which takes no pulses.
    private static let methods: [Experiment.Trainer: any Trainer.Type] = [
        .pat: OscillatorPATTrainer.self, .phyll: ReservoirPhyLLTrainer.self, .pgt: ReservoirPGTTrainer.self,
    ]

    /// The method as the device allows it: what it needs, and how it answers.
    var method: any Trainer.Type {
        takesPulses ? experiment.trainer.method : Self.methods[experiment.trainer] ?? experiment.trainer.method
    }

    /// Refuses what cannot be done on a reservoir, before anything is driven.
    func checkReservoir() throws {
        guard Self.methods[experiment.trainer] != nil else {
            throw error(
                at: "trainer", "trainer \(experiment.trainer.rawValue) programs cells by pulses, and the device "
                    + "\(experiment.device) takes none", remedy: "use pat, phyll or pgt there")
        }
        guard experiment.trainer != .pat || oscillators != nil else {
            throw error(
                at: "trainer", "pat needs a model, and there is none of the device \(experiment.device)",
                remedy: "use phyll or pgt, or a device of driver simulated-oscillators")
        }
    }

    /// The trainer the experiment names, for a reservoir.
    func reservoirTrainer(
        network: Network, meter: ActivityMeter, optimizer: PulseOptimizer.Settings
    ) throws -> any Trainer {
        let (classes, steps) = (dataset.classes, experiment.batches)
        let options = experiment.reservoir
        switch experiment.trainer {
        case .pat:
            guard let oscillators else {
                throw error(
                    at: "trainer", "pat needs a model of the device \(experiment.device)", remedy: "use phyll or pgt")
            }
            var settings = OscillatorPATTrainer.Settings()
            settings.scoreScale = Float(options.scoreScale)
            return try OscillatorPATTrainer(
                network: network, classes: classes, model: oscillators, optimizer: optimizer, steps: steps, seed: seed,
                meter: meter, settings: settings)
        case .phyll:
            var settings = ReservoirPhyLLTrainer.Settings()
            settings.steepness = Float(options.steepness)
            settings.innerSteps = options.innerSteps
            return try ReservoirPhyLLTrainer(
                network: network, classes: classes, optimizer: optimizer, steps: steps, seed: seed, meter: meter,
                settings: settings)
        default:
            var settings = ReservoirPGTTrainer.Settings()
            settings.front =
                options.front == .linear ? .linear(outputs: options.width) : .attention(tokens: options.tokens)
            settings.directions = options.directions
            settings.amplitude = Float(options.perturbation)
            return try ReservoirPGTTrainer(
                network: network, classes: classes, optimizer: optimizer, steps: steps, seed: seed, meter: meter,
                settings: settings)
        }
    }
}

extension OscillatorParameters {
    /// What the data sheet of such a device says.
    var model: OscillatorModel {
        let sheet = nominal
        return OscillatorModel(
            force: sheet.force == .pendulum ? .pendulum : .duffing, duration: sheet.duration, steps: sheet.steps,
            amplitude: sheet.amplitude, couplingRange: sheet.couplingRange)
    }
}
