/// Limits of a device as written in `[device.envelope]`; what is nil is limited by the device's own range alone.
public struct EnvelopeSettings: Sendable, Equatable {
    /// Highest magnitude of a read voltage [V].
    public let maximumReadVoltage: Double?
    /// Highest SET amplitude [V].
    public let maximumSetVoltage: Double?
    /// Highest magnitude of a RESET amplitude [V].
    public let maximumResetVoltage: Double?
    /// Longest pulse [s].
    public let maximumPulseWidth: Double?
    /// Most pulses to one cell in one request.
    public let maximumPulsesPerRequest: Int?
    /// Most pulses to one cell over its life.
    public let maximumPulsesPerCell: Int?
    /// Pulses to one cell from which on the daemon warns.
    public let warningPulsesPerCell: Int?
    /// Highest current through one cell [A].
    public let maximumCellCurrent: Double?
    /// Highest current in one column [A].
    public let maximumColumnCurrent: Double?
    /// Most pulses a second, all cells together.
    public let maximumPulseRate: Double?
    /// Most pulses a second to one cell.
    public let maximumCellPulseRate: Double?
    /// Highest magnitude of a voltage that is held [V].
    public let maximumBiasVoltage: Double?
    /// Largest step in which a held voltage moves [V].
    public let maximumBiasStep: Double?
    /// Highest rate at which a held voltage moves [V/s].
    public let maximumBiasSlew: Double?
    /// Blocks of cells with narrower limits of their own.
    public let cells: [CellLimitSettings]

    init(_ section: TOMLSection) throws {
        func quantity(_ name: String) throws -> Double? {
            section.isWritten(name) ? try section.quantity(name) : nil
        }
        func count(_ name: String) throws -> Int? { section.isWritten(name) ? try section.integer(name) : nil }
        func number(_ name: String) throws -> Double? { section.isWritten(name) ? try section.number(name) : nil }
        maximumReadVoltage = try quantity("max-read-voltage")
        maximumSetVoltage = try quantity("max-set-voltage")
        maximumResetVoltage = try quantity("max-reset-voltage")
        maximumPulseWidth = try quantity("max-pulse-width")
        maximumPulsesPerRequest = try count("max-pulses-per-request")
        maximumPulsesPerCell = try count("max-pulses-per-cell")
        warningPulsesPerCell = try count("warn-pulses-per-cell")
        maximumCellCurrent = try quantity("max-cell-current")
        maximumColumnCurrent = try quantity("max-column-current")
        maximumPulseRate = try number("max-pulse-rate")
        maximumCellPulseRate = try number("max-pulse-rate-per-cell")
        maximumBiasVoltage = try quantity("max-bias-voltage")
        maximumBiasStep = try quantity("max-bias-step")
        maximumBiasSlew = try number("max-bias-slew")
        cells = try section.sections("cells").map { try CellLimitSettings($0) }
        if let maximumPulsesPerCell, let warningPulsesPerCell, warningPulsesPerCell > maximumPulsesPerCell {
            throw section.error(
                "warn-pulses-per-cell", "\(warningPulsesPerCell) is above max-pulses-per-cell, \(maximumPulsesPerCell)",
                remedy: "warn before the limit is reached")
        }
    }
}
