/// An experiment file with its overrides: what it asks for, and where it says so.
public struct ExperimentFile: Sendable {
    /// The shape of one unit.
    public struct Shape: Sendable, Equatable {
        /// Name of the unit; `head` for the head.
        public let unit: String
        /// Number of inputs, without the bias.
        public let inputs: Int
        /// Number of outputs.
        public let outputs: Int
    }

    /// What the file asks for.
    public let experiment: Experiment
    private let source: TOMLSource

    /// Reads an experiment from `text` after setting `overrides` such as `seed=3`; `file` is its name in messages.
    ///
    /// Throws `ConfigurationError` for the first mistake in either.
    public init(text: String, file: String, overrides: [String] = []) throws {
        var document = try TOMLDocument(text: text, file: file)
        try document.apply(overrides: overrides, schema: Experiment.schema)
        experiment = try Experiment(document.checked(against: Experiment.schema))
        source = document.source
    }

    /// The shapes of the units in order, the head last, for data of `inputDimension` numbers a sample and `classes`
    /// classes. Throws `ConfigurationError` when the first unit claims other inputs.
    public func units(inputDimension: Int, classes: Int) throws -> [Shape] {
        var shapes: [Shape] = []
        var inputs = inputDimension
        for (index, unit) in experiment.units.enumerated() {
            if let claimed = unit.inputs, claimed != inputs {
                throw source.error(
                    ["unit", "\(index)", "inputs"],
                    "unit \(unit.name) claims \(claimed) inputs, but a sample of \(experiment.dataset) has \(inputs)",
                    remedy: "write \(inputs), or leave the key out")
            }
            shapes.append(
                Shape(unit: unit.name, inputs: unit.frontEnd?.features ?? inputs, outputs: unit.outputs))
            inputs = unit.outputs
        }
        let driving = experiment.head.inputs == .all ? shapes : shapes.suffix(1)
        let headInputs = driving.reduce(0) { $0 + $1.outputs }
        return shapes + [Shape(unit: "head", inputs: headInputs, outputs: classes)]
    }

    /// An error at a key, given by its path such as `head.eta`, with the file and line or the override that set it.
    public func error(at key: String, _ message: String, remedy: String) -> ConfigurationError {
        source.error(key.split(separator: ".").map(String.init), message, remedy: remedy)
    }
}
