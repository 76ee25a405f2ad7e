/// What a test routine measured, cell by cell.
public struct CharacterisationRecord: Sendable, Equatable {
    /// The routine's name: form, switch, curve, converge, endurance, bit-line.
    public var method: String
    /// Voltage at which resistances were read between pulses [V].
    public var readVoltage: Voltage
    /// One series a cell, row by row.
    public var series: [CellSeries]
    /// How long the device was at it [s].
    public var duration: TimeSpan

    /// A record from its parts.
    public init(method: String, readVoltage: Voltage, series: [CellSeries], duration: TimeSpan) {
        self.method = method
        self.readVoltage = readVoltage
        self.series = series
        self.duration = duration
    }
}

/// The measurements on one cell.
public struct CellSeries: Sendable, Equatable {
    /// The cell's row, from 0.
    public var row: Int
    /// The cell's column, from 0.
    public var column: Int
    /// The measurements, in order.
    public var points: [CharacterisationPoint]

    /// A series from its parts.
    public init(row: Int, column: Int, points: [CharacterisationPoint]) {
        self.row = row
        self.column = column
        self.points = points
    }
}

/// One measurement of a test routine.
public struct CharacterisationPoint: Sendable, Equatable {
    /// The voltage applied [V]: of the pulse before the reading or, on a curve, of the reading itself.
    public var voltage: Voltage
    /// The resistance read [ohm].
    public var resistance: Resistance
    /// Width of the pulse, or time for which the voltage was held [s].
    public var width: TimeSpan
    /// The current at `voltage` [A], on a curve; nil elsewhere, where the resistance was read at the read voltage.
    public var current: ElectricCurrent?
    /// The repetition, from 0.
    public var cycle: Int

    /// A point from its parts.
    public init(
        voltage: Voltage, resistance: Resistance, width: TimeSpan, current: ElectricCurrent? = nil, cycle: Int = 0
    ) {
        self.voltage = voltage
        self.resistance = resistance
        self.width = width
        self.current = current
        self.cycle = cycle
    }
}
