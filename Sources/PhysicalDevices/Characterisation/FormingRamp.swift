/// Pulses of growing voltage, at each voltage of growing width, until the cell's resistance falls below a threshold.
public struct FormingRamp: CharacterisationParameters {
    /// A resistor in series with the cell, against too much current.
    public enum SeriesResistance: String, Sendable, CaseIterable {
        case none
        case ohm1k = "1k"
        case ohm10k = "10k"
        case ohm100k = "100k"
        case ohm1M = "1M"
    }

    /// First voltage [V]; negative for a ramp downwards.
    public var start = Voltage(0.25)
    /// Step of the voltage [V], as a magnitude.
    public var step = Voltage(0.25)
    /// Last voltage [V]; of the sign of `start`.
    public var stop = Voltage(3)
    /// Widths at each voltage [s].
    public var widths = WidthProgression(start: TimeSpan(100e-6), step: .factor(1), stop: TimeSpan(1e-3))
    /// Pause after each pulse [s].
    public var interpulse = TimeSpan(10e-3)
    /// Pulses at each voltage and width.
    public var pulses = 1
    /// The routine stops when the cell's resistance is below this [ohm].
    public var threshold = Resistance(1e6)
    /// The routine also stops when the resistance has fallen by this part of the first one; 0 for never.
    public var thresholdFraction = 0.0
    /// The resistor in series.
    public var seriesResistance = SeriesResistance.none

    /// The default ramp.
    public init() {}

    public var problem: String? {
        let findings: [String?] = [
            RampArithmetic.problem("voltage ramp", from: start.value, to: stop.value, by: step.value),
            widths.problem,
            RampArithmetic.notPositive([("the threshold", threshold.value)]),
            RampArithmetic.badCount([("pulses", pulses)]),
            RampArithmetic.badPause(interpulse),
            (0..<1).contains(thresholdFraction) ? nil : "the threshold's fraction must be in 0..<1",
        ]
        for case let finding? in findings { return finding }
        return exposure.pulses > RampArithmetic.mostSteps ? "it is a ramp of more than a million pulses" : nil
    }

    public var exposure: PulseExposure {
        let voltages = RampArithmetic.steps(from: start.value, to: stop.value, by: step.value)
        let all = widths.widths
        let count = RampArithmetic.product(voltages, all.count, pulses)
        let peak = stop.value
        let time = Double(voltages) * Double(pulses) * all.reduce(0) { $0 + $1 + interpulse.value }
        return PulseExposure(
            highest: Voltage(max(0, peak)), lowest: Voltage(min(0, peak)),
            width: widths.start...max(widths.start, widths.stop), pulses: count, readings: count + 1,
            compliance: nil, duration: TimeSpan(time))
    }
}
