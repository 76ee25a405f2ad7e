/// One measurement of a test routine on a cell.
public struct MeasuredPoint: Codable, Sendable, Equatable {
    /// [V] The voltage applied: of the pulse before the reading or, on a curve, of the reading itself.
    public var voltage: Double
    /// [ohm] The resistance read; nil where no current flowed.
    public var resistance: Double?
    /// [s] Width of the pulse, or how long the voltage was held.
    public var width: Double
    /// [A] The current at ``voltage``, on a curve; nil elsewhere.
    public var current: Double?
    /// The repetition, from 0.
    public var cycle: Int

    /// A value with these members.
    public init(voltage: Double, resistance: Double?, width: Double, current: Double? = nil, cycle: Int = 0) {
        self.voltage = voltage
        self.resistance = resistance
        self.width = width
        self.current = current
        self.cycle = cycle
    }
}

/// The measurements on one cell, in order.
public struct MeasuredCell: Codable, Sendable, Equatable {
    /// The cell's row, from 0.
    public var row: Int
    /// The cell's column, from 0.
    public var column: Int
    /// The measurements.
    public var points: [MeasuredPoint]

    /// A value with these members.
    public init(row: Int, column: Int, points: [MeasuredPoint]) {
        self.row = row
        self.column = column
        self.points = points
    }
}

/// Runs one of a device's own test routines on single cells.
public struct CharacteriseDevice: LabMethod {
    public static let methodName = "CharacteriseDevice"

    /// The device's id.
    public var device: String
    /// The routine: form, switch, curve, converge or endurance.
    public var method: String
    /// The rows, neighbours in ascending order, from 0.
    public var rows: [Int]
    /// The columns, neighbours in ascending order, from 0.
    public var columns: [Int]
    /// The routine's parameters by name as docs/arc-one.md has them; numbers in SI units.
    public var parameters: [String: String]?
    /// Whether the parameters are only checked and nothing is driven.
    public var dryRun: Bool?

    enum CodingKeys: String, CodingKey {
        case device, method, rows, columns, parameters
        case dryRun = "dry_run"
    }

    /// A call with these parameters.
    public init(
        device: String, method: String, rows: [Int], columns: [Int], parameters: [String: String]? = nil,
        dryRun: Bool? = nil
    ) {
        self.device = device
        self.method = method
        self.rows = rows
        self.columns = columns
        self.parameters = parameters
        self.dryRun = dryRun
    }

    /// What was measured.
    public struct Reply: Codable, Sendable, Equatable {
        /// The routine.
        public var method: String
        /// [V] Voltage at which resistances were read between pulses; nil after a dry run.
        public var readVoltage: Double?
        /// One series a cell, row by row; none after a dry run.
        public var cells: [MeasuredCell]
        /// [s] How long the device was at it.
        public var seconds: Double
        /// [s] The longest it could have taken.
        public var longestSeconds: Double

        enum CodingKeys: String, CodingKey {
            case method, cells, seconds
            case readVoltage = "read_voltage"
            case longestSeconds = "longest_seconds"
        }

        /// A reply with these contents.
        public init(
            method: String, readVoltage: Double?, cells: [MeasuredCell], seconds: Double, longestSeconds: Double
        ) {
            self.method = method
            self.readVoltage = readVoltage
            self.cells = cells
            self.seconds = seconds
            self.longestSeconds = longestSeconds
        }
    }
}

extension LabClient {
    /// Runs a test routine on cells of a device. How long it may take is asked for first, by a dry run.
    public func characterise(_ routine: CharacteriseDevice) async throws -> CharacteriseDevice.Reply {
        var rehearsal = routine
        rehearsal.dryRun = true
        let longest = try await call(rehearsal).longestSeconds
        return try await call(routine, timeoutSeconds: longest + 30)
    }
}
