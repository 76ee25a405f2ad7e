import PhysicalDevices
import WireMonitor

/// An envelope, and the same limits once more in the wire's numbers, each written down for itself.
struct RandomEnvelope {
    var envelope: SafetyEnvelope
    var limits: MonitorLimits
    /// Whether the board allows all of it.
    let fitsBoard: Bool

    init(_ dice: inout Dice) {
        let read = dice.happens(0.4) ? 200_000 : dice.among(1_000...200_000)
        let set = Self.span(&dice, 500...2000)
        let reset = Self.span(&dice, 500...2000)
        let width = Self.span(&dice, 5...400)
        let count = dice.among(1...127)
        let life = dice.happens(0.3) ? dice.among(1...400) : nil
        let step = dice.happens(0.3) ? dice.among(2_000...100_000) : nil
        fitsBoard = dice.happens(0.9)
        limits = MonitorLimits(
            readMicrovolts: read, setMillivolts: set, resetMillivolts: -reset.upperBound ... -reset.lowerBound,
            widthNanoseconds: width.lowerBound * 10...width.upperBound * 10, pulsesPerRequest: count,
            pulsesPerCell: life, biasStepMicrovolts: step)
        envelope = SafetyEnvelope(
            maximumReadVoltage: Voltage(Double(read) / 1e6),
            setAmplitude: Voltage(Double(set.lowerBound) / 1e3)...Voltage(Double(set.upperBound) / 1e3),
            resetAmplitude: Voltage(-Double(reset.upperBound) / 1e3)...Voltage(-Double(reset.lowerBound) / 1e3),
            pulseWidth: TimeSpan(Double(width.lowerBound) / 1e8)...TimeSpan(Double(width.upperBound) / 1e8),
            maximumPulsesPerRequest: count, maximumPulsesPerCell: life)
        if let step { envelope.biasRamp = BiasRamp(largestStep: Voltage(Double(step) / 1e6), slewRate: nil) }
        guard !fitsBoard else { return }
        switch dice.below(5) {
        case 0: envelope.maximumReadVoltage = Voltage(dice.pick([0.21, 5, .infinity, .nan]))
        case 1: envelope.setAmplitude = Voltage(0.5)...Voltage(dice.pick([2.001, 12]))
        case 2: envelope.resetAmplitude = Voltage(dice.pick([-2.001, -9]))...Voltage(-0.5)
        case 3: envelope.pulseWidth = TimeSpan(1e-7)...TimeSpan(dice.pick([1.1e-3, 2]))
        default: envelope.maximumPulsesPerRequest = dice.pick([128, 100_000])
        }
    }

    private static func span(_ dice: inout Dice, _ whole: ClosedRange<Int>) -> ClosedRange<Int> {
        let (a, b) = (dice.among(whole), dice.among(whole))
        return min(a, b)...max(a, b)
    }
}
