/// Drives a slice of a device with vectors and asks what it measured: the method `Process` of the interface.
public struct ProcessVectors: LabMethod {
    public static let methodName = "Process"

    /// The device's id.
    public var device: String
    /// n x inputs, in fractions of the input full scale (0...1, or -1...1 where the device takes signed inputs).
    public var drive: Tensor
    /// The tile, counted from 0.
    public var tile: Int?
    /// The first input line of the slice.
    public var firstInput: Int?
    /// The first output line of the slice.
    public var firstOutput: Int?
    /// How many outputs the slice has.
    public var outputs: Int?
    /// [V] per full-scale input and conductance.
    public var gain: Double?
    /// The output's full scale.
    public var fullScale: Double?

    enum CodingKeys: String, CodingKey {
        case device, drive, tile, outputs, gain
        case firstInput = "first_input"
        case firstOutput = "first_output"
        case fullScale = "full_scale"
    }

    /// A call with these parameters.
    public init(
        device: String, drive: Tensor, tile: Int? = nil, firstInput: Int? = nil, firstOutput: Int? = nil,
        outputs: Int? = nil, gain: Double? = nil, fullScale: Double? = nil
    ) {
        self.device = device
        self.drive = drive
        self.tile = tile
        self.firstInput = firstInput
        self.firstOutput = firstOutput
        self.outputs = outputs
        self.gain = gain
        self.fullScale = fullScale
    }

    /// What the device measured.
    public struct Reply: Codable, Sendable, Equatable {
        /// n x outputs, in ``unit``.
        public var measured: Tensor
        /// The unit of the measured values.
        public var unit: String
        /// 0...1, the part of the values at the converter's end of scale.
        public var saturatedFraction: Double
        /// [s] How long the device took.
        public var seconds: Double

        enum CodingKeys: String, CodingKey {
            case measured, unit, seconds
            case saturatedFraction = "saturated_fraction"
        }

        /// A reply with these contents.
        public init(measured: Tensor, unit: String, saturatedFraction: Double, seconds: Double) {
            self.measured = measured
            self.unit = unit
            self.saturatedFraction = saturatedFraction
            self.seconds = seconds
        }
    }
}

/// Reads the conductances of a block of cells. Cells 2j and 2j+1 of a row are the pair G+, G- of output j.
public struct ReadConductances: LabMethod {
    public static let methodName = "ReadConductances"

    /// The device's id.
    public var device: String
    /// The tile, counted from 0.
    public var tile: Int?
    /// The first row, counted from 0.
    public var firstRow: Int?
    /// How many rows.
    public var rows: Int?
    /// The first column, counted from 0.
    public var firstColumn: Int?
    /// How many columns.
    public var columns: Int?

    enum CodingKeys: String, CodingKey {
        case device, tile, rows, columns
        case firstRow = "first_row"
        case firstColumn = "first_column"
    }

    /// A call with these parameters.
    public init(
        device: String, tile: Int? = nil, firstRow: Int? = nil, rows: Int? = nil, firstColumn: Int? = nil,
        columns: Int? = nil
    ) {
        self.device = device
        self.tile = tile
        self.firstRow = firstRow
        self.rows = rows
        self.firstColumn = firstColumn
        self.columns = columns
    }

    /// The block as read.
    public struct Reply: Codable, Sendable, Equatable {
        /// rows x columns, in ``unit``.
        public var conductances: Tensor
        /// The unit of the values, S.
        public var unit: String

        /// A reply with these contents.
        public init(conductances: Tensor, unit: String) {
            self.conductances = conductances
            self.unit = unit
        }
    }
}
