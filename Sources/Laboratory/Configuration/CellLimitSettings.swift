import PhysicalDevices

/// The limits of one block of cells as written in `[[device.envelope.cells]]`.
public struct CellLimitSettings: Sendable, Equatable {
    /// The limits, with their block.
    public let limits: CellLimits

    init(_ section: TOMLSection) throws {
        func quantity(_ name: String) throws -> Double? {
            section.isWritten(name) ? try section.quantity(name) : nil
        }
        func count(_ name: String) throws -> Int? { section.isWritten(name) ? try section.integer(name) : nil }
        var limits = CellLimits(
            block: CellBlock(
                tile: try section.integer("tile"), rows: try Self.range("rows", in: section),
                columns: try Self.range("columns", in: section)))
        limits.maximumReadVoltage = try quantity("max-read-voltage").map { Voltage($0) }
        limits.maximumSetVoltage = try quantity("max-set-voltage").map { Voltage($0) }
        limits.maximumResetVoltage = try quantity("max-reset-voltage").map { Voltage($0) }
        limits.maximumPulseWidth = try quantity("max-pulse-width").map { TimeSpan($0) }
        limits.maximumPulsesPerRequest = try count("max-pulses-per-request")
        limits.maximumPulsesPerCell = try count("max-pulses-per-cell")
        limits.maximumCellCurrent = try quantity("max-cell-current").map { ElectricCurrent($0) }
        self.limits = limits
    }

    /// First and last, both included, as a range.
    private static func range(_ name: String, in section: TOMLSection) throws -> Range<Int> {
        let ends = try section.numbers(name, count: 2).map { Int(exactly: $0) }
        guard let first = ends[0], let last = ends[1], first <= last else {
            throw section.error(
                name, "expected two whole numbers, the first not above the last",
                remedy: "write the first and the last of them, for instance [0, 15]")
        }
        return first..<last + 1
    }
}
