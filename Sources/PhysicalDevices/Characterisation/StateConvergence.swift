/// Pulses of either sign and of growing voltage and width until a cell's resistance lies at a target.
public struct StateConvergence: CharacterisationParameters {
    /// First voltage [V], as a magnitude.
    public var start = Voltage(0.5)
    /// Step of the voltage [V].
    public var step = Voltage(0.1)
    /// Last voltage [V], as a magnitude.
    public var stop = Voltage(2)
    /// First and longest width [s]; the step is relative, as in the device.
    public var width = TimeSpan(100e-6)
    /// The width grows by this part of itself from step to step.
    public var widthFactor = 1.0
    /// Longest width [s].
    public var longestWidth = TimeSpan(100e-6)
    /// Pause after each pulse [s].
    public var interpulse = TimeSpan(1e-3)
    /// The resistance to reach [ohm].
    public var target = Resistance(20e3)
    /// How near it must come, relative.
    public var tolerance = 0.05
    /// By how much the resistance must change before the routine knows which way a sign moves it, relative.
    public var initialTolerance = 0.05
    /// Pulses at each voltage and width.
    public var pulses = 1
    /// Whether the first pulses are positive.
    public var startsPositive = true
    /// Most pulses to a cell: the routine itself knows no end, so the driver ends it there.
    public var maximumPulses = 1000

    /// The default convergence.
    public init() {}

    public var problem: String? {
        let findings: [String?] = [
            RampArithmetic.notPositive([("the first voltage", start.value), ("the target", target.value)]),
            RampArithmetic.problem("voltage ramp", from: start.value, to: stop.value, by: step.value),
            WidthProgression(start: width, step: .factor(widthFactor), stop: longestWidth).problem,
            RampArithmetic.badCount([("pulses", pulses)]),
            RampArithmetic.badCount([("the most pulses", maximumPulses)], most: RampArithmetic.mostSteps),
            RampArithmetic.badPause(interpulse),
            (0.001...1).contains(tolerance) ? nil : "the tolerance must be from 0.001 to 1",
            (0.001...1).contains(initialTolerance) ? nil : "the initial tolerance must be from 0.001 to 1",
        ]
        for case let finding? in findings { return finding }
        return nil
    }

    public var exposure: PulseExposure {
        // The driver sees the pulses one reading later than the device gives them: one train more at most.
        let count = maximumPulses + pulses
        return PulseExposure(
            highest: stop, lowest: Voltage(-stop.value), width: width...max(width, longestWidth), pulses: count,
            readings: maximumPulses, compliance: nil,
            duration: TimeSpan(Double(count) * (max(width, longestWidth).value + interpulse.value)))
    }
}
