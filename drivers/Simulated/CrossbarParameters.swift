import PhysicalDevices

/// The physics of a simulated memristive crossbar, every non-ideality with its own switch.
///
/// Defaults are a typical board; a value of zero switches an effect off unless its comment says otherwise. The model
/// and the published ranges behind the presets are in docs/simulated-chip.md.
public struct CrossbarParameters: Sendable, Equatable {
    /// Tiles of the chip.
    public var tiles = 32
    /// Rows of cells of a tile, the bias row included.
    public var rows = 1024
    /// Columns of cells of a tile; two a signed output.
    public var columns = 512

    /// Resolution of the input converter [bit].
    public var driveBits = 8
    /// Whether inputs may be negative.
    public var signedDrive = false
    /// Voltage of a full-scale input [V].
    public var readVoltage = Voltage(0.2)
    /// Resolution of the output converter, sign included [bit].
    public var converterBits = 8

    /// Lower end of the conductance window [S].
    public var minimumConductance = Conductance(1e-6)
    /// Upper end of the conductance window [S].
    public var maximumConductance = Conductance(100e-6)
    /// Spread of the freshly made cells around mid-window, standard deviation in parts of the upper end.
    public var initialSpread = 0.0442

    /// Read noise, relative to the column's root mean square or, with `readNoiseOfFullScale`, to the converter's full
    /// scale.
    public var readNoise = 0.01
    /// Whether read noise is a part of full scale instead of the column's root mean square.
    public var readNoiseOfFullScale = false
    /// Standard deviation of the columns' gain error, relative.
    public var gainMismatch = 0.05
    /// Standard deviation of the columns' offset [V].
    public var offset = 0.02

    /// Share of the window that one nominal pulse moves a cell.
    public var pulseStep = 1.0 / 200
    /// Whether the step shrinks towards the bounds.
    public var softBounds = true
    /// Standard deviation of a single pulse's step, relative.
    public var stepNoise = 0.30
    /// Standard deviation of the cells' own SET and RESET step sizes, relative.
    public var stepMismatch = 0.25
    /// Standard deviation of the cells' upper bounds, relative.
    public var boundMismatch = 0.10
    /// Error of one-shot programming to a target, standard deviation in parts of the window.
    public var programmingNoise = 0.04

    /// Share of cells stuck, half of them at the lower end and half at the upper.
    public var stuckCells = 0.0
    /// Share of outputs that give nothing.
    public var deadOutputs = 0.0
    /// Random relaxation of programmed cells, standard deviation in parts of the window per decade of time.
    public var relaxation = 0.0
    /// Exponent nu of conductance drift g (1 + t/t0)^-nu; 0 for RRAM, about 0.05 for phase-change memory.
    public var driftExponent = 0.0
    /// Time constant t0 of drift and relaxation [s].
    public var driftTime = TimeSpan(20)
    /// Resistance of the wire from cell to cell [ohm]; distant cells see less of the voltage.
    public var wireResistance = Resistance(0)
    /// Excess current above 0.2 V, relative, per volt (I-V curvature).
    public var curvature = 0.0
    /// Pulses after which a cell no longer moves; nil for cells that last for ever.
    public var endurance: Int?

    /// The default chip.
    public init() {}

    /// Lower end of the window relative to its upper end.
    var normalisedMinimum: Float { Float(minimumConductance.value / maximumConductance.value) }
}
