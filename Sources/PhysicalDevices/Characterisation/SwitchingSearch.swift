/// Trains of pulses of either sign and growing voltage that look for the voltages at which a cell switches.
///
/// Stage one finds the sign and voltage to which the cell answers, stage two switches it to and fro in cycles.
public struct SwitchingSearch: CharacterisationParameters {
    /// The sign with which stage two begins.
    public enum Polarity: String, Sendable, CaseIterable {
        /// Found by stage one.
        case automatic
        /// Stage one is skipped: positive first.
        case positive
        /// Stage one is skipped: negative first.
        case negative
    }

    /// Width of the pulses [s].
    public var width = TimeSpan(100e-6)
    /// First voltage [V], as a magnitude.
    public var start = Voltage(0.5)
    /// Step of the voltage [V].
    public var step = Voltage(0.2)
    /// Last voltage [V], as a magnitude.
    public var stop = Voltage(3)
    /// Pause after each pulse [s].
    public var interpulse = TimeSpan(1e-3)
    /// Cells above this resistance are left alone [ohm].
    public var threshold = Resistance(1e6)
    /// Readings before and after each train.
    public var reads = 5
    /// Pulses of a train.
    public var pulses = 10
    /// Switching cycles of stage two.
    public var cycles = 5
    /// Change of the resistance that counts as switching, relative.
    public var tolerance = 0.1
    /// Whether the cell is also read after each pulse.
    public var readsAfterPulse = false
    /// The sign of stage two.
    public var polarity = Polarity.automatic
    /// The device's fast algorithm instead of its thorough one.
    public var isFast = false

    /// The default search.
    public init() {}

    public var problem: String? {
        let findings: [String?] = [
            RampArithmetic.notPositive([
            ("the width", width.value), ("the first voltage", start.value), ("the threshold", threshold.value),
        ]),
            RampArithmetic.problem("voltage ramp", from: start.value, to: stop.value, by: step.value),
            RampArithmetic.badCount([("reads", reads), ("pulses", pulses), ("cycles", cycles)]),
            RampArithmetic.badPause(interpulse),
            (0.01...10).contains(tolerance) ? nil : "the tolerance must be from 0.01 to 10",
        ]
        for case let finding? in findings { return finding }
        return exposure.pulses > RampArithmetic.mostSteps ? "it is a search of more than a million pulses" : nil
    }

    public var exposure: PulseExposure {
        // Both signs at every voltage, once in stage one and once a cycle in stage two.
        let trains = RampArithmetic.product(
            2, RampArithmetic.steps(from: start.value, to: stop.value, by: step.value), cycles + 1)
        let count = RampArithmetic.product(trains, pulses)
        return PulseExposure(
            highest: stop, lowest: Voltage(-stop.value), width: width...width, pulses: count,
            readings: RampArithmetic.product(trains, pulses + 2 * reads) + reads, compliance: nil,
            duration: TimeSpan(Double(count) * (width.value + interpulse.value)))
    }
}
