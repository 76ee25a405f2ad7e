import Datasets
import Environments
import FaultScripts
import PhysicalLearning

/// One experiment, complete: every default filled in.
public struct Experiment: Sendable, Equatable {
    /// The local loss of the units.
    public enum Loss: String, Sendable, CaseIterable {
        /// Matrix-based Renyi mutual information.
        case renyi
        /// Its log-determinant variant.
        case logDet = "log-det"
        /// Centred kernel alignment.
        case cka
    }

    /// Who changes the units.
    public enum Trainer: String, Sendable, CaseIterable {
        /// Every unit from its own information bottleneck.
        case pib
        /// Physics-aware training: backpropagation through a twin, forward on the device.
        case pat
        /// Direct feedback alignment: the heads' error, broadcast through fixed random matrices.
        case dfa
        /// Physical local learning: every unit tells right labels from wrong ones.
        case phyll
        /// Perturbation of all parameters against one global loss.
        case pgt
        /// A twin trained on the host, then programmed.
        case inSilico = "in-silico"
        /// Every unit without labels, from two views of every sample or from its own inputs.
        case unsupervised
        /// Perturbation of every unit's parameters against its own local loss.
        case perturbation
        /// Perturbation of every unit's nodes against its own local loss.
        case nodePerturbation = "node-perturbation"
        /// Nobody: hidden units stay random, only the head learns.
        case randomUnits = "random-units"

        /// The method itself: what it needs, and the constants it learns best with.
        public var method: any PhysicalLearning.Trainer.Type {
            switch self {
            case .pib: PIBTrainer.self
            case .pat: PATTrainer.self
            case .dfa: DFATrainer.self
            case .phyll: PhyLLTrainer.self
            case .pgt: PGTTrainer.self
            case .inSilico: InSilicoTrainer.self
            case .unsupervised: UnsupervisedTrainer.self
            case .perturbation: PerturbationTrainer.self
            case .nodePerturbation: NodePerturbationTrainer.self
            case .randomUnits: RandomUnitsTrainer.self
            }
        }
    }

    /// What the losses need beside beta.
    public struct LossOptions: Sendable, Equatable {
        /// Order of the Renyi entropy.
        public var alpha: Double
        /// Regulariser of the log-determinant.
        public var epsilon: Double
        /// Kernel width of the outputs in mean squared distances of a batch.
        public var width: Double
        /// Kernel width of the inputs, the same way.
        public var inputWidth: Double
    }

    /// Adam on the host, and how its steps become pulses.
    public struct Optimizer: Sendable, Equatable {
        /// Learning rate, a fraction of the largest weight.
        public var eta: Double
        /// Decay of the first moment.
        public var momentum: Double
        /// Decay of the second moment.
        public var variance: Double
        /// Added to the root of the second moment.
        public var epsilon: Double
        /// k in the schedule eta * min(1, k (1 - step/steps)).
        public var scheduleKnee: Double
        /// Most pulses to a cell in one step.
        public var maximumPulses: Int
    }

    /// One hidden unit.
    public struct Unit: Sendable, Equatable {
        /// Its name, unique in the experiment.
        public var name: String
        /// Number of outputs.
        public var outputs: Int
        /// Number of inputs the file claims; nil when it claims none.
        public var inputs: Int?
        /// Its nonlinearity.
        public var activation: Activation
        /// Full scale of its converter.
        public var fullScale: Double
        /// Weight of I(T;X) in its loss.
        public var beta: Double
        /// Its learning rate, a fraction of the largest weight.
        public var eta: Double
        /// Standard deviation of its first weights times the root of its inputs; 0 leaves them as found.
        public var initial: Double
        /// The device before its cells; nil for none.
        public var frontEnd: FrontEnd?

        /// A device before a unit's cells, or in their place.
        public struct FrontEnd: Sendable, Equatable {
            /// Its id.
            public var device: String
            /// What it measures of every sample: the inputs of the cells.
            public var features: Int
            /// Whether its mask is what learns, and there are no cells: the features are the unit's outputs.
            public var mask: Bool
        }
    }

    /// The classifying unit at the end.
    public struct Head: Sendable, Equatable {
        /// Its learning rate, a fraction of the largest weight.
        public var eta: Double
        /// Full scale of its converter.
        public var fullScale: Double
        /// What drives it.
        public var inputs: Network.Head.Inputs
        /// Standard deviation of its first weights times the root of its inputs; 0 leaves them as found.
        public var initial: Double
        /// Where calibration puts the percentile of |z|.
        public var target: Double
    }

    /// How gains are found before training.
    public struct Calibration: Sendable, Equatable {
        /// Samples measured.
        public var samples: Int
        /// The percentile of |z| that is looked at.
        public var percentile: Double
        /// Where it is put, a fraction of full scale.
        public var target: Double
    }

    /// A fault that the run itself brings about: simulated and emulated devices only.
    public struct PlannedFault: Sendable, Equatable {
        /// Batches done before it happens.
        public var batch: Int
        /// What happens.
        public var fault: Fault
    }

    /// What is done when the units' information falls.
    public struct Adaptation: Sendable, Equatable {
        /// Who decides.
        public enum Policy: String, Sendable, CaseIterable {
            /// Nobody looks.
            case off
            /// The run says that it would adapt.
            case propose
            /// The run adapts.
            case start
        }

        /// Who decides.
        public var policy: Policy
        /// Batches of learning with a rate that begins anew.
        public var batches: Int
        /// Samples with which the heads' zeros and gains are set anew.
        public var samples: Int
        /// Batches watched without learning after training, while faults are still to come.
        public var watch: Int
        /// When a fall counts.
        public var monitor: InformationMonitor.Settings
    }

    /// What people call it.
    public var name: String?
    /// The root seed.
    public var seed: Int
    /// Batches to train.
    public var batches: Int
    /// Samples a batch.
    public var batch: Int
    /// The local loss.
    public var loss: Loss
    /// The trainer.
    public var trainer: Trainer
    /// Name of the data set, or of the environment that is acted in instead.
    public var dataset: String
    /// The environment that is acted in; nil where samples are learnt from.
    public var environment: EnvironmentAddress?
    /// Where the data lie, if the file says so.
    public var data: String?
    /// Side of the squares of pixels whose mean is one input; 1 for the pixels themselves.
    public var pool: Int
    /// How far what is driven may differ from the training samples; nil for the samples themselves.
    public var augmentation: Augmentation?
    /// Id of the device.
    public var device: String
    /// Training samples kept for validation; nil for the data set's usual number.
    public var validation: Int?
    /// Batches between two evaluations on validation data; 0 for one at the end.
    public var evaluateEvery: Int
    /// Validation samples in an evaluation on the way.
    public var evaluationSamples: Int
    /// Whether every unit is judged by itself at the end; nil for what its trainer usually does.
    public var probes: Bool?
    /// Batches between two checkpoints; 0 for none.
    public var checkpointEvery: Int
    /// Deviation of a unit's cells from the checkpoint up to which a run is resumed, root mean square in parts of the
    /// conductance window.
    public var resumeTolerance: Double
    /// Options of the loss.
    public var lossOptions: LossOptions
    /// Options of the optimiser.
    public var optimizer: Optimizer
    /// The hidden units in order.
    public var units: [Unit]
    /// The head.
    public var head: Head
    /// Calibration.
    public var calibration: Calibration
    /// The units' predictors on the host (pib); a weight of 0 leaves them out.
    public var predictor: PredictorSettings
    /// Constants of the methods.
    public var methods: Methods
    /// Constants of the methods on a device that takes no pulses.
    public var reservoir: Reservoir
    /// Constants of learning from reward.
    public var reinforcement: Reinforcement
    /// Faults that happen on the way, in order.
    public var faults: [PlannedFault]
    /// What is done about them.
    public var adaptation: Adaptation

    /// The complete experiment as TOML; reading it gives this value again.
    public var resolvedTOML: String { TOMLWriter.text(table, schema: Self.schema) }
}
