/// What a device is able to do, in numbers; read once when it opens.
public struct DeviceDescriptor: Sendable, Equatable {
    /// What it can do.
    public var capabilities: Set<Capability>
    /// The arrays of cells it holds.
    public var array: ArrayGeometry
    /// How inputs are driven.
    public var drive: DriveRange
    /// How outputs are converted.
    public var converter: ConverterRange
    /// How cells are programmed; nil for a device that is not pulse-programmable.
    public var pulses: PulseRange?
    /// Lowest and highest conductance a cell is specified for [S].
    public var conductanceWindow: ClosedRange<Conductance>
    /// Most vectors that the device converts in one go; a larger batch is split there.
    public var maximumVectors: Int
    /// Time the device itself takes for one vector [s].
    public var timePerVector: TimeSpan

    /// A descriptor from its parts.
    public init(
        capabilities: Set<Capability>, array: ArrayGeometry, drive: DriveRange, converter: ConverterRange,
        pulses: PulseRange?, conductanceWindow: ClosedRange<Conductance>, maximumVectors: Int, timePerVector: TimeSpan
    ) {
        self.capabilities = capabilities
        self.array = array
        self.drive = drive
        self.converter = converter
        self.pulses = pulses
        self.conductanceWindow = conductanceWindow
        self.maximumVectors = maximumVectors
        self.timePerVector = timePerVector
    }
}

/// A number of equal tiles of `rows` x `columns` cells. Cells 2j and 2j+1 of a row are the pair G+, G- of output j.
public struct ArrayGeometry: Sendable, Equatable {
    /// Number of tiles.
    public var tiles: Int
    /// Rows (inputs) of a tile.
    public var rows: Int
    /// Columns of cells of a tile; two for each signed output.
    public var columns: Int

    /// A geometry of `tiles` tiles of `rows` x `columns` cells.
    public init(tiles: Int, rows: Int, columns: Int) {
        self.tiles = tiles
        self.rows = rows
        self.columns = columns
    }

    /// Signed outputs of a tile.
    public var outputs: Int { columns / 2 }
}

/// The digital-to-analogue side.
public struct DriveRange: Sendable, Equatable {
    /// Resolution of the converter [bit]; 2^bits - 1 equal steps.
    public var bits: Int
    /// Whether inputs may be negative: -1...1 of full scale, else 0...1.
    public var signed: Bool
    /// The voltage of a full-scale input [V].
    public var fullScale: Voltage

    /// A drive of `bits` bits up to `fullScale`.
    public init(bits: Int, signed: Bool, fullScale: Voltage) {
        self.bits = bits
        self.signed = signed
        self.fullScale = fullScale
    }
}

/// The analogue-to-digital side: signed linear codes over +-full scale.
public struct ConverterRange: Sendable, Equatable {
    /// Resolution [bit], sign included.
    public var bits: Int
    /// The full scales that can be chosen [V].
    public var fullScales: ClosedRange<Voltage>
    /// Programmable gain [V per full-scale input on full conductance].
    public var gain: ClosedRange<Double>

    /// A converter of `bits` bits.
    public init(bits: Int, fullScales: ClosedRange<Voltage>, gain: ClosedRange<Double>) {
        self.bits = bits
        self.fullScales = fullScales
        self.gain = gain
    }
}

/// The pulses a device can apply.
public struct PulseRange: Sendable, Equatable {
    /// SET amplitudes [V], positive.
    public var setAmplitude: ClosedRange<Voltage>
    /// RESET amplitudes [V], negative.
    public var resetAmplitude: ClosedRange<Voltage>
    /// Widths [s].
    public var width: ClosedRange<TimeSpan>
    /// Most pulses to one cell in one request.
    public var maximumCount: Int
    /// Share of the conductance window that one nominal pulse moves a cell at the nominal amplitude and width.
    public var nominalStep: Double
    /// The amplitude and width for which `nominalStep` holds.
    public var nominal: PulseShape

    /// A range from its parts.
    public init(
        setAmplitude: ClosedRange<Voltage>, resetAmplitude: ClosedRange<Voltage>, width: ClosedRange<TimeSpan>,
        maximumCount: Int, nominalStep: Double, nominal: PulseShape
    ) {
        self.setAmplitude = setAmplitude
        self.resetAmplitude = resetAmplitude
        self.width = width
        self.maximumCount = maximumCount
        self.nominalStep = nominalStep
        self.nominal = nominal
    }
}

/// Amplitudes and width of the pulses of one request.
public struct PulseShape: Sendable, Equatable {
    /// Amplitude of a SET pulse [V], positive.
    public var setAmplitude: Voltage
    /// Amplitude of a RESET pulse [V], negative.
    public var resetAmplitude: Voltage
    /// Width of either [s].
    public var width: TimeSpan

    /// A shape from its parts.
    public init(setAmplitude: Voltage, resetAmplitude: Voltage, width: TimeSpan) {
        self.setAmplitude = setAmplitude
        self.resetAmplitude = resetAmplitude
        self.width = width
    }
}
