/// The shape of one unit of a run.
public struct StoredUnit: Sendable, Equatable {
    /// Name of the unit, unique in its run.
    public var name: String
    /// Number of inputs, without the bias.
    public var inputs: Int
    /// Number of outputs.
    public var outputs: Int

    /// A unit of `inputs` x `outputs`.
    public init(name: String, inputs: Int, outputs: Int) {
        self.name = name
        self.inputs = inputs
        self.outputs = outputs
    }
}
