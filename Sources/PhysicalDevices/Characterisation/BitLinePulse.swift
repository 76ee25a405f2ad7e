/// One pulse to all cells of a block of one column at once; the other cells of that bit line see half the voltage.
public struct BitLinePulse: CharacterisationParameters {
    /// Amplitude [V], of either sign.
    public var voltage = Voltage(1)
    /// Width [s].
    public var width = TimeSpan(100e-6)
    /// Voltage of the readings before and after [V].
    public var readVoltage = Voltage(0.01)

    /// The default pulse.
    public init() {}

    public var problem: String? {
        RampArithmetic.notPositive([
            ("the width", width.value), ("the voltage's magnitude", abs(voltage.value)),
            ("the read voltage", readVoltage.value),
        ])
    }

    public var exposure: PulseExposure {
        PulseExposure(
            highest: Voltage(max(0, voltage.value)), lowest: Voltage(min(0, voltage.value)), width: width...width,
            pulses: 1, readings: 2, compliance: nil, duration: width)
    }
}
