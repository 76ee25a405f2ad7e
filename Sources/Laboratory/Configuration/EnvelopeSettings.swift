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
    /// Most pulses to one cell while the daemon runs.
    public let maximumPulsesPerCell: Int?
    /// Pulses to one cell from which on the daemon warns.
    public let warningPulsesPerCell: Int?

    init(_ section: TOMLSection) throws {
        func quantity(_ name: String) throws -> Double? {
            section.isWritten(name) ? try section.quantity(name) : nil
        }
        func count(_ name: String) throws -> Int? { section.isWritten(name) ? try section.integer(name) : nil }
        maximumReadVoltage = try quantity("max-read-voltage")
        maximumSetVoltage = try quantity("max-set-voltage")
        maximumResetVoltage = try quantity("max-reset-voltage")
        maximumPulseWidth = try quantity("max-pulse-width")
        maximumPulsesPerRequest = try count("max-pulses-per-request")
        maximumPulsesPerCell = try count("max-pulses-per-cell")
        warningPulsesPerCell = try count("warn-pulses-per-cell")
        if let maximumPulsesPerCell, let warningPulsesPerCell, warningPulsesPerCell > maximumPulsesPerCell {
            throw section.error(
                "warn-pulses-per-cell", "\(warningPulsesPerCell) is above max-pulses-per-cell, \(maximumPulsesPerCell)",
                remedy: "warn before the limit is reached")
        }
    }
}
