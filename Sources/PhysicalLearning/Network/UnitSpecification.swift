import PhysicalDevices

/// A trainable layer as the experiment asks for it: a slice of a device, an activation, a learning rate.
public struct UnitSpecification: Sendable, Equatable {
    /// Name within the network.
    public var name: String
    /// Inputs d_in, without the bias row.
    public var inputs: Int
    /// Outputs d_out.
    public var outputs: Int
    /// What becomes of the measured outputs.
    public var activation: Activation
    /// Full scale of the converter [V].
    public var fullScale: Voltage
    /// Where calibration puts the chosen percentile of |z| [V].
    public var calibrationTarget: Double
    /// Standard deviation of the initial weights times sqrt(d_in), written by blind pulses; 0 leaves the cells as
    /// found.
    public var initialSpread: Double
    /// Learning rate eta, in parts of the full differential conductance.
    public var learningRate: Double

    /// A unit from its parts.
    public init(
        name: String, inputs: Int, outputs: Int, activation: Activation, fullScale: Voltage,
        calibrationTarget: Double, initialSpread: Double, learningRate: Double
    ) {
        self.name = name
        self.inputs = inputs
        self.outputs = outputs
        self.activation = activation
        self.fullScale = fullScale
        self.calibrationTarget = calibrationTarget
        self.initialSpread = initialSpread
        self.learningRate = learningRate
    }

    /// Rows of cells: the inputs and one row for the bias, driven at full scale.
    public var rows: Int { inputs + 1 }
    /// Columns of cells: a pair for each output.
    public var columns: Int { 2 * outputs }
    /// The weight at full differential conductance, 8 / sqrt(d_in): the scale in which spreads and rates are given.
    public var maximumWeight: Double { 8 / Double(inputs).squareRoot() }
}
