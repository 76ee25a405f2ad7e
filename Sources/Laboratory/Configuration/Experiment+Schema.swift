import Environments
import FaultScripts
import PhysicalLearning

extension Experiment {
    /// The keys of an experiment file.
    public static let schema = TOMLSchema([
        .init("name", .string(), "what people call the run"),
        .init("seed", .integer(0...9_007_199_254_740_992), default: .integer(0), "root of every random stream"),
        .required("batches", .integer(1...1_000_000_000), "batches to train"),
        .init("batch", .integer(2...8192), "samples a batch; 128, with an environment 256"),
        .init("loss", .choice(of: Loss.self), default: .string(Loss.renyi.rawValue), "local loss of the hidden units"),
        .init("trainer", .choice(of: Trainer.self), default: .string(Trainer.pib.rawValue), "what changes the units"),
        .init("dataset", .string(), "name of the data set; this or environment is required"),
        .init(
            "environment", .string(),
            "where to act instead: \(EnvironmentAddress.forms)"),
        .init("data", .string(), "directory or file with the data, if not where the data set is usually found"),
        .init(
            "pool", .integer(1...1024), default: .integer(1), "side of the squares of pixels whose mean is one input"),
        .init("device", .string(), default: .string("chip"), "id of the device, from the daemon's configuration"),
        .init("validation", .integer(1...1_000_000_000), "last training samples kept for validation; usually 5000"),
        .init(
            "evaluate-every", .integer(0...1_000_000_000),
            "batches between two evaluations on validation data; 0 for one at the end; 100, with an environment 1"),
        .init(
            "evaluation-samples", .integer(1...1_000_000_000), default: .integer(1000),
            "validation samples in an evaluation on the way"),
        .init(
            "probes", .boolean,
            "whether every unit is judged by itself at the end: linear probe, k-means; by default with unsupervised"),
        .init(
            "checkpoint-every", .integer(0...1_000_000_000), default: .integer(100),
            "batches between two checkpoints, from which the run can be resumed; 0 for none"),
        .init(
            "resume-tolerance", .number(.from(0, to: 1)), default: .number(0.05),
            "how far a unit's cells may be from the checkpoint, root mean square of the window"),
        .init("loss-options", .table(lossOptionsSchema), "what the loss needs"),
        .init(
            "augmentation", .table(augmentationSchema),
            "random views that are learnt from in place of the training samples; without the table the samples"),
        .init("optimizer", .table(optimizerSchema), "Adam on the host, steps in pulses"),
        .init("predictor", .table(predictorSchema), "the units' own predictors on the host (pib)"),
        .init("unit", .tables(unitSchema, prefix: unitPrefix), "the hidden units in order"),
        .init("head", .table(headSchema), "the classifying unit at the end"),
        .init("calibration", .table(calibrationSchema), "how gains are found before training"),
        .init("pat", .table(patSchema), "constants of trainer pat"),
        .init("pgt", .table(pgtSchema), "constants of trainer pgt"),
        .init("phyll", .table(phyllSchema), "constants of trainer phyll"),
        .init("in-silico", .table(inSilicoSchema), "constants of trainer in-silico"),
        .init("unsupervised", .table(unsupervisedSchema), "constants of trainer unsupervised"),
        .init("reservoir", .table(reservoirSchema), "constants of the methods on a device that takes no pulses"),
        .init("reinforcement", .table(reinforcementSchema), "constants of learning from reward (environment)"),
        .init("fault", .tables(plannedFaultSchema, prefix: "fault"), "faults on the way; simulated devices only"),
        .init("adaptation", .table(adaptationSchema), "what is done when the units' information falls"),
    ])

    /// Units without a name are called by this and their number from 1.
    static let unitPrefix = "hidden"

    private static let lossOptionsSchema = TOMLSchema([
        .init("alpha", .number(.above(0, to: 100)), default: .number(0.5), "order of the Renyi entropy (renyi)"),
        .init("eps", .number(.above(0)), default: .number(0.1), "regulariser of the log-determinant (log-det)"),
        .init(
            "beta", .numbers(.any),
            "weight of I(T;X), one for all units or one for each; by default 0, with log-det -0.1 on the first unit"),
        .init(
            "width", .number(.above(0)),
            "kernel width of the outputs in mean squared distances of a batch; by default 1, with cka 0.5"),
        .init(
            "input-width", .number(.above(0)), default: .number(0.25), "kernel width of the inputs, the same way"),
    ])

    private static let optimizerSchema = TOMLSchema([
        .init(
            "eta", .number(.above(0, to: 1)),
            "learning rate of the hidden units, part of the largest weight; by default the trainer's (pib: 0.015)"),
        .init(
            "momentum", .number(.from(0, below: 1)),
            "decay of the first moment; by default the trainer's (pib: 0.95)"),
        .init("variance", .number(.from(0, below: 1)), default: .number(0.99), "decay of the second moment"),
        .init("epsilon", .number(.above(0)), default: .number(1e-10), "added to the root of the second moment"),
        .init(
            "schedule-knee", .number(.above(0)), default: .number(1.5),
            "k in the schedule eta * min(1, k (1 - step/steps))"),
        .init("max-pulses", .integer(1...127), default: .integer(15), "most pulses to a cell in one step"),
    ])

    private static let predictorSchema = TOMLSchema([
        .init(
            "weight", .number(.from(0, to: 1000)), default: .number(0),
            "weight of a predictor's slope beside that of the loss, both taken to length 1; 0 for no predictors"),
        .init("rate", .number(.above(0, to: 1)), default: .number(0.01), "Adam's step on a predictor's weights"),
    ])

    private static let unitSchema = TOMLSchema([
        .init("name", .string(), "its name; hidden1, hidden2, ... if it has none"),
        .required("outputs", .integer(1...65_536), "number of outputs"),
        .init(
            "inputs", .integer(1...1_048_576), "number of inputs, only checked: they follow from the unit before"),
        .init(
            "activation", .choice(of: Activation.self),
            "nonlinearity on the host: clip, or tanh with an environment"),
        .init(
            "full-scale", .number(.above(0)), "full scale of its converter, plus and minus: 1, with an environment 4"),
        .init("front-end", .string(), "id of a device before its cells, optics for instance"),
        .init(
            "features", .integer(1...65_536), default: .integer(512),
            "what the front end measures of a sample: the inputs of the cells"),
        .init(
            "mask", .boolean, default: .boolean(false),
            "whether the front end's mask learns, without any cells: what it measures are the unit's outputs"),
        .init("beta", .number(.any), "weight of I(T;X) in its loss, before that of [loss-options]"),
        .init("eta", .number(.above(0, to: 1)), "its learning rate, before that of [optimizer]"),
        .init(
            "initial", .number(.from(0, to: 100)),
            "standard deviation of its first weights times the root of its inputs; 0 leaves them as found; by default "
                + "1.4, with an environment 2 for the first unit and 1.5 for the others"),
    ])

    private static let headSchema = TOMLSchema([
        .init(
            "eta", .number(.above(0, to: 1)), "learning rate of the head; by default the trainer's (pib: 0.02)"),
        .init("full-scale", .number(.above(0)), default: .number(8), "full scale of its converter, plus and minus"),
        .init(
            "inputs", .choice(of: Network.Head.Inputs.self),
            "which units drive it: all side by side, or the last; with an environment the last alone"),
        .init(
            "initial", .number(.from(0, to: 100)), default: .number(0),
            "standard deviation of its first weights times the root of its inputs; 0 leaves them as found"),
        .init("target", .number(.above(0)), default: .number(2), "where calibration puts the percentile of |z|"),
    ])

    private static let plannedFaultSchema = TOMLSchema([
        .required("batch", .integer(0...1_000_000_000), "batches done before it happens"),
        .required(
            "kind", .string(choices: FaultKind.allCases.filter { $0.target == .cells }.map(\.rawValue)),
            "what goes wrong"),
        .init("share", .number(.above(0, to: 1)), "part of the cells or outputs that fail; by default 0.1"),
        .init(
            "duration", .quantity(.time, .above(0, to: Fault.longestDuration)),
            "how long the cells age (drift); by default 1 h"),
    ])

    private static let adaptationSchema = TOMLSchema([
        .init(
            "policy", .choice(of: Adaptation.Policy.self), default: .string(Adaptation.Policy.off.rawValue),
            "off, propose (an event says so) or start; needs a trainer whose units have a loss of their own"),
        .init(
            "batches", .integer(1...1_000_000_000), default: .integer(300),
            "batches of learning with a rate that begins anew"),
        .init(
            "zeroing-samples", .integer(1...1_000_000), default: .integer(512),
            "samples with which the heads' zeros and gains are set anew"),
        .init(
            "watch", .integer(1...1_000_000_000), default: .integer(30),
            "batches measured without learning before and after a fault that comes when training is over"),
        .init(
            "threshold", .number(.above(0)), default: .number(4),
            "how far a unit's information has to fall, in standard deviations of its latest batches"),
        .init("least", .number(.above(0)), default: .number(0.1), "and at least, in bits"),
        .init("sustained", .integer(1...1000), default: .integer(3), "in so many batches in a row"),
        .init("reference", .integer(2...1000), default: .integer(20), "batches that make a reference"),
    ])

    private static let calibrationSchema = TOMLSchema([
        .init("samples", .integer(1...1_000_000), default: .integer(512), "samples measured to find the gains"),
        .init("percentile", .number(.above(0, to: 100)), default: .number(99), "percentile of |z| that is looked at"),
        .init("target", .number(.above(0, to: 1)), default: .number(0.5), "where it is put, a fraction of full scale"),
    ])
}

extension TOMLSchema.Kind {
    /// A string that names a case of an enumeration.
    static func choice<Choice: RawRepresentable<String> & CaseIterable>(of type: Choice.Type) -> TOMLSchema.Kind {
        .string(choices: type.allCases.map(\.rawValue))
    }
}
