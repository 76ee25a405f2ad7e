/// Current against voltage: the voltage is stepped to one peak and back, then to the other.
public struct CurveTrace: CharacterisationParameters {
    /// Which half comes first, or alone.
    public enum Span: String, Sendable, CaseIterable {
        case positiveFirst = "positive-first"
        case negativeFirst = "negative-first"
        case positiveOnly = "positive-only"
        case negativeOnly = "negative-only"
    }

    /// Highest voltage [V].
    public var positivePeak = Voltage(1)
    /// Lowest voltage [V], negative.
    public var negativePeak = Voltage(-1)
    /// Magnitude of the first voltage of each half [V].
    public var start = Voltage(0.1)
    /// Step [V].
    public var step = Voltage(0.1)
    /// How long each voltage is held [s].
    public var width = TimeSpan(10e-3)
    /// Pause after each voltage [s].
    public var interpulse = TimeSpan(10e-3)
    /// Current at which the positive half turns back [A]; nil for none.
    public var positiveCompliance: ElectricCurrent?
    /// Magnitude of the current at which the negative half turns back [A]; nil for none.
    public var negativeCompliance: ElectricCurrent?
    /// Repetitions.
    public var cycles = 1
    /// Whether the voltage returns to zero between steps.
    public var isPulsed = false
    /// Which half comes first.
    public var span = Span.positiveFirst
    /// Whether the routine stops for good at the compliance instead of turning back.
    public var stopsAtCompliance = false

    /// The default trace.
    public init() {}

    public var problem: String? {
        let findings: [String?] = [
            RampArithmetic.notPositive([
            ("the hold time", width.value), ("the first voltage", start.value), ("the step", step.value),
            ("the positive peak", positivePeak.value), ("the negative peak's magnitude", -negativePeak.value),
        ]),
            RampArithmetic.problem("positive half", from: start.value, to: positivePeak.value, by: step.value),
            RampArithmetic.problem("negative half", from: -start.value, to: negativePeak.value, by: step.value),
            RampArithmetic.badCount([("cycles", cycles)]),
            RampArithmetic.badPause(interpulse),
            RampArithmetic.notPositive(
                [positiveCompliance, negativeCompliance].compactMap { $0.map { ("a current limit", $0.value) } }),
        ]
        for case let finding? in findings { return finding }
        return exposure.pulses > RampArithmetic.mostSteps ? "it is a curve of more than a million points" : nil
    }

    public var exposure: PulseExposure {
        let up = RampArithmetic.steps(from: start.value, to: positivePeak.value, by: step.value)
        let down = RampArithmetic.steps(from: start.value, to: negativePeak.value, by: step.value)
        let halves =
            switch span {
            case .positiveFirst, .negativeFirst: 2 * up + 2 * down
            case .positiveOnly: 2 * up
            case .negativeOnly: 2 * down
            }
        let count = RampArithmetic.product(halves, cycles)
        let limits: [ElectricCurrent?] =
            switch span {
            case .positiveFirst, .negativeFirst: [positiveCompliance, negativeCompliance]
            case .positiveOnly: [positiveCompliance]
            case .negativeOnly: [negativeCompliance]
            }
        return PulseExposure(
            highest: span == .negativeOnly ? Voltage(0) : positivePeak,
            lowest: span == .positiveOnly ? Voltage(0) : negativePeak, width: width...width, pulses: count,
            readings: count, compliance: limits.contains(nil) ? nil : limits.compactMap { $0 }.max(),
            duration: TimeSpan(Double(count) * (width.value + interpulse.value)))
    }
}
