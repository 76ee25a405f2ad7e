import PhysicalDevices

/// The table `[device.chip]` of a board: what its chip is like, which the board itself cannot say.
public struct BoardChipSettings: Sendable {
    /// Its keys.
    public static let schema = TOMLSchema([
        .init(
            "min-conductance", .quantity(.conductance, .above(0)), default: .string("1 uS"),
            "lower end of the window"),
        .init(
            "max-conductance", .quantity(.conductance, .above(0)), default: .string("100 uS"),
            "upper end of the window"),
        .init(
            "set-amplitude", .quantity(.voltage, .above(0, to: 100)), default: .string("1.2 V"),
            "amplitude of a nominal SET pulse"),
        .init(
            "reset-amplitude", .quantity(.voltage, .above(0, to: 100)), default: .string("1.2 V"),
            "magnitude of a nominal RESET pulse"),
        .init(
            "pulse-width", .quantity(.time, .above(0, to: 1)), default: .string("100 ns"),
            "width of a nominal pulse"),
        .init(
            "pulse-step", .number(.above(0, to: 1)), default: .number(0.005),
            "share of the window that one nominal pulse moves a cell"),
        .init(
            "read-voltage", .quantity(.voltage, .above(0, to: 100)),
            "voltage at which single cells are read, if not the board's full scale"),
    ])

    let window: ClosedRange<Conductance>
    let pulse: PulseShape
    let step: Double
    let readVoltage: Voltage?

    /// Reads the table. Throws `ConfigurationError`.
    init(_ section: TOMLSection) throws {
        let chip = try section.checked(against: Self.schema)
        let minimum = try chip.quantity("min-conductance")
        let maximum = try chip.quantity("max-conductance")
        guard minimum < maximum else {
            throw chip.error(
                "min-conductance", "\(Conductance(minimum)) is not below max-conductance, \(Conductance(maximum))",
                remedy: "give a window from low to high")
        }
        window = Conductance(minimum)...Conductance(maximum)
        pulse = PulseShape(
            setAmplitude: Voltage(try chip.quantity("set-amplitude")),
            resetAmplitude: Voltage(-(try chip.quantity("reset-amplitude"))),
            width: TimeSpan(try chip.quantity("pulse-width")))
        step = try chip.number("pulse-step")
        readVoltage = chip.isWritten("read-voltage") ? Voltage(try chip.quantity("read-voltage")) : nil
    }
}
