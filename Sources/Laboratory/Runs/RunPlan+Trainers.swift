import Environments
import InformationBottleneck
import PhysicalLearning

/// The trainer of a plan, with the constants of its experiment.
extension RunPlan {
    /// The trainer the experiment names, for `steps` batches: by default those of the experiment.
    func trainer(
        network: Network, meter: ActivityMeter, isSimulated: Bool, steps: Int? = nil
    ) throws -> any Trainer {
        let optimizer = optimizerSettings
        guard takesPulses else { return try reservoirTrainer(network: network, meter: meter, optimizer: optimizer) }
        let steps = steps ?? experiment.batches
        switch experiment.trainer {
        case .pib:
            return PIBTrainer(
                network: network, losses: try experiment.units.map { try loss(beta: $0.beta) }, optimizer: optimizer,
                steps: steps, seed: seed, meter: meter,
                predictor: experiment.predictor.weight > 0 ? experiment.predictor : nil)
        case .pat:
            var settings = experiment.methods.pat
            if !isSimulated { settings.readOutNoise = 0 }
            return try PATTrainer(
                network: network, optimizer: optimizer, steps: steps, seed: seed, meter: meter, settings: settings)
        case .dfa:
            return DFATrainer(network: network, optimizer: optimizer, steps: steps, seed: seed, meter: meter)
        case .phyll:
            return try PhyLLTrainer(
                network: network, classes: dataset.classes, optimizer: optimizer, steps: steps, seed: seed,
                meter: meter, settings: experiment.methods.phyll)
        case .pgt:
            return PGTTrainer(
                network: network, optimizer: optimizer, steps: steps, seed: seed, meter: meter,
                settings: experiment.methods.pgt)
        case .inSilico:
            return try InSilicoTrainer(
                network: network, optimizer: optimizer, steps: steps, seed: seed, meter: meter,
                settings: experiment.methods.inSilico)
        case .unsupervised:
            return try UnsupervisedTrainer(
                network: network, settings: experiment.methods.unsupervised, rule: momentumSettings, steps: steps,
                seed: seed, meter: meter)
        case .perturbation:
            return PerturbationTrainer(
                network: network, losses: try experiment.units.map { try loss(beta: $0.beta) }, optimizer: optimizer,
                steps: steps, seed: seed, meter: meter)
        case .nodePerturbation:
            return NodePerturbationTrainer(
                network: network, losses: try experiment.units.map { try loss(beta: $0.beta) }, optimizer: optimizer,
                steps: steps, seed: seed, meter: meter)
        case .randomUnits:
            return RandomUnitsTrainer(
                network: network, optimizer: optimizer, steps: steps, seed: seed, meter: meter)
        }
    }

    /// The trainer of a policy in `environment`.
    func policyTrainer(
        network: Network, environment: CheckedEnvironment, meter: ActivityMeter
    ) throws -> ReinforcementTrainer {
        var settings = ReinforcementSettings()
        settings.episodes = experiment.reinforcement.episodes
        settings.discount = experiment.reinforcement.discount
        settings.clip = experiment.reinforcement.clip
        settings.minibatches = experiment.reinforcement.minibatches
        settings.greedyEpisodes = experiment.reinforcement.greedyEpisodes
        settings.batch = experiment.batch
        settings.hiddenUnitsLearn = experiment.trainer != .randomUnits
        settings.rule = momentumSettings
        return try ReinforcementTrainer(
            network: network, environment: environment,
            loss: try AdvantageLoss(squaredWidth: experiment.lossOptions.width), seed: seed, meter: meter,
            settings: settings)
    }

    private var momentumSettings: MomentumPulses.Settings {
        var settings = MomentumPulses.Settings()
        settings.momentum = experiment.optimizer.momentum
        settings.variance = experiment.optimizer.variance
        settings.maximumPulses = experiment.optimizer.maximumPulses
        return settings
    }

    private var optimizerSettings: PulseOptimizer.Settings {
        var settings = PulseOptimizer.Settings()
        settings.momentum = experiment.optimizer.momentum
        settings.variance = experiment.optimizer.variance
        settings.epsilon = experiment.optimizer.epsilon
        settings.scheduleKnee = experiment.optimizer.scheduleKnee
        settings.maximumPulses = experiment.optimizer.maximumPulses
        return settings
    }

    private func loss(beta: Double) throws -> any LocalLoss {
        let options = experiment.lossOptions
        return switch experiment.loss {
        case .renyi:
            try RenyiLoss(
                alpha: options.alpha, width: options.width, beta: beta, inputWidth: options.inputWidth)
        case .logDet:
            try LogDeterminantLoss(
                epsilon: options.epsilon, width: options.width, beta: beta, inputWidth: options.inputWidth)
        case .cka:
            try AlignmentLoss(width: options.width, beta: beta, inputWidth: options.inputWidth)
        }
    }
}
