import PhysicalLearning

extension Experiment {
    /// The keys of an experiment file.
    public static let schema = TOMLSchema([
        .init("name", .string(), "what people call the run"),
        .init("seed", .integer(0...9_007_199_254_740_992), default: .integer(0), "root of every random stream"),
        .required("batches", .integer(1...1_000_000_000), "batches to train"),
        .init("batch", .integer(2...8192), default: .integer(128), "samples a batch"),
        .init("loss", .choice(of: Loss.self), default: .string(Loss.renyi.rawValue), "local loss of the hidden units"),
        .init("trainer", .choice(of: Trainer.self), default: .string(Trainer.pib.rawValue), "what changes the units"),
        .required("dataset", .string(), "name of the data set"),
        .init("data", .string(), "directory or file with the data, if not where the data set is usually found"),
        .init("device", .string(), default: .string("chip"), "id of the device, from the daemon's configuration"),
        .init("validation", .integer(1...1_000_000_000), "last training samples kept for validation; usually 5000"),
        .init(
            "evaluate-every", .integer(0...1_000_000_000), default: .integer(100),
            "batches between two evaluations on validation data; 0 for one at the end"),
        .init(
            "evaluation-samples", .integer(1...1_000_000_000), default: .integer(1000),
            "validation samples in an evaluation on the way"),
        .init("loss-options", .table(lossOptionsSchema), "what the loss needs"),
        .init("optimizer", .table(optimizerSchema), "Adam on the host, steps in pulses"),
        .init("unit", .tables(unitSchema, prefix: unitPrefix), "the hidden units in order"),
        .init("head", .table(headSchema), "the classifying unit at the end"),
        .init("calibration", .table(calibrationSchema), "how gains are found before training"),
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
            "learning rate of the hidden units, a fraction of the largest weight; by default the trainer's (pib: 0.015)"),
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

    private static let unitSchema = TOMLSchema([
        .init("name", .string(), "its name; hidden1, hidden2, ... if it has none"),
        .required("outputs", .integer(1...65_536), "number of outputs"),
        .init(
            "inputs", .integer(1...1_048_576), "number of inputs, only checked: they follow from the unit before"),
        .init(
            "activation", .choice(of: Activation.self), default: .string(Activation.clip.rawValue),
            "nonlinearity on the host"),
        .init("beta", .number(.any), "weight of I(T;X) in its loss, before that of [loss-options]"),
        .init("eta", .number(.above(0, to: 1)), "its learning rate, before that of [optimizer]"),
        .init(
            "initial", .number(.from(0, to: 100)), default: .number(1.4),
            "standard deviation of its first weights times the root of its inputs; 0 leaves them as found"),
    ])

    private static let headSchema = TOMLSchema([
        .init(
            "eta", .number(.above(0, to: 1)), "learning rate of the head; by default the trainer's (pib: 0.02)"),
        .init("full-scale", .number(.above(0)), default: .number(8), "full scale of its converter, plus and minus"),
        .init(
            "inputs", .choice(of: Network.Head.Inputs.self), default: .string(Network.Head.Inputs.all.rawValue),
            "which units drive it: all side by side, or the last"),
        .init(
            "initial", .number(.from(0, to: 100)), default: .number(0),
            "standard deviation of its first weights times the root of its inputs; 0 leaves them as found"),
        .init("target", .number(.above(0)), default: .number(2), "where calibration puts the percentile of |z|"),
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
