/// Repeated switching to and fro.
public struct EnduranceCycling: CharacterisationParameters {
    /// The pulses of one direction.
    public struct Train: Sendable, Equatable {
        /// Amplitude [V].
        public var voltage: Voltage
        /// Width [s].
        public var width: TimeSpan
        /// Magnitude of the current that the device does not exceed [A]; nil for none.
        public var compliance: ElectricCurrent?
        /// Number of pulses.
        public var pulses: Int

        /// A train from its parts.
        public init(voltage: Voltage, width: TimeSpan, compliance: ElectricCurrent? = nil, pulses: Int = 1) {
            self.voltage = voltage
            self.width = width
            self.compliance = compliance
            self.pulses = pulses
        }
    }

    /// The pulses upwards: positive.
    public var set = Train(voltage: Voltage(1), width: TimeSpan(100e-6))
    /// The pulses downwards: negative.
    public var reset = Train(voltage: Voltage(-1), width: TimeSpan(100e-6))
    /// Pause after each pulse [s].
    public var interpulse = TimeSpan(1e-3)
    /// Repetitions of both.
    public var cycles = 10

    /// The default test.
    public init() {}

    public var problem: String? {
        let findings: [String?] = [
            RampArithmetic.notPositive([
            ("the positive voltage", set.voltage.value), ("the negative voltage's magnitude", -reset.voltage.value),
            ("the positive pulses' width", set.width.value), ("the negative pulses' width", reset.width.value),
        ]),
            RampArithmetic.badCount([
                ("positive pulses", set.pulses), ("negative pulses", reset.pulses), ("cycles", cycles),
            ]),
            RampArithmetic.notPositive(
                [set.compliance, reset.compliance].compactMap { $0.map { ("a current limit", $0.value) } }),
            RampArithmetic.badPause(interpulse),
        ]
        for case let finding? in findings { return finding }
        return exposure.pulses > RampArithmetic.mostSteps ? "it is a test of more than a million pulses" : nil
    }

    public var exposure: PulseExposure {
        let count = RampArithmetic.product(cycles, set.pulses + reset.pulses)
        let once =
            Double(set.pulses) * (set.width.value + interpulse.value)
            + Double(reset.pulses) * (reset.width.value + interpulse.value)
        let limits = [set.compliance, reset.compliance]
        return PulseExposure(
            highest: set.voltage, lowest: reset.voltage,
            width: min(set.width, reset.width)...max(set.width, reset.width), pulses: count, readings: count + 1,
            compliance: limits.contains(nil) ? nil : limits.compactMap { $0 }.max(),
            duration: TimeSpan(Double(cycles) * once))
    }
}
