/// How a bias voltage moves from where it is to where it shall be; the safety gate makes the ramp.
public struct BiasRamp: Sendable, Equatable {
    /// Largest single step of any row [V].
    public var largestStep: Voltage
    /// Highest rate of change [V/s]; nil for steps one after the other without a wait.
    public var slewRate: Double?

    /// A ramp in steps of at most `largestStep`.
    public init(largestStep: Voltage, slewRate: Double? = nil) {
        self.largestStep = largestStep
        self.slewRate = slewRate
    }

    /// A ramp of `slewRate` [V/s] in steps of 20 ms.
    public init(slewRate: Double) { self.init(largestStep: Voltage(slewRate * 0.02), slewRate: slewRate) }
}
