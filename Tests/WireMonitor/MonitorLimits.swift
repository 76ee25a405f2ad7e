/// What the monitor holds the wire against, in the wire's own units: nothing here is shared with the limiter.
public struct MonitorLimits: Sendable {
    /// Highest magnitude of a read or bias voltage [uV].
    public var readMicrovolts: Int
    /// SET amplitudes [mV].
    public var setMillivolts: ClosedRange<Int>
    /// RESET amplitudes [mV], negative.
    public var resetMillivolts: ClosedRange<Int>
    /// Pulse widths [ns].
    public var widthNanoseconds: ClosedRange<Int>
    /// Most pulses to one cell in one request.
    public var pulsesPerRequest: Int
    /// Most pulses to one cell altogether; nil for any number.
    public var pulsesPerCell: Int?
    /// Largest step of a held voltage [uV]; nil for any.
    public var biasStepMicrovolts: Int?
    /// How long after the host's death the board may still be energised [s].
    public var safeWithinSeconds: Double

    /// Limits from their parts.
    public init(
        readMicrovolts: Int, setMillivolts: ClosedRange<Int>, resetMillivolts: ClosedRange<Int>,
        widthNanoseconds: ClosedRange<Int>, pulsesPerRequest: Int, pulsesPerCell: Int? = nil,
        biasStepMicrovolts: Int? = nil, safeWithinSeconds: Double = 1
    ) {
        self.readMicrovolts = readMicrovolts
        self.setMillivolts = setMillivolts
        self.resetMillivolts = resetMillivolts
        self.widthNanoseconds = widthNanoseconds
        self.pulsesPerRequest = pulsesPerRequest
        self.pulsesPerCell = pulsesPerCell
        self.biasStepMicrovolts = biasStepMicrovolts
        self.safeWithinSeconds = safeWithinSeconds
    }
}
