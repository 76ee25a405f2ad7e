/// The worst that a test routine can do to one cell; the safety envelope is held against it.
public struct PulseExposure: Sendable, Equatable {
    /// Highest voltage [V], 0 or above.
    public var highest: Voltage
    /// Lowest voltage [V], 0 or below.
    public var lowest: Voltage
    /// Widths [s].
    public var width: ClosedRange<TimeSpan>
    /// Most pulses.
    public var pulses: Int
    /// Most readings that come back.
    public var readings: Int
    /// The current at which the routine holds back or stops [A]; nil where nothing limits it.
    public var compliance: ElectricCurrent?
    /// How long all pulses and the gaps between them last [s]; reading comes on top.
    public var duration: TimeSpan

    /// An exposure from its parts.
    public init(
        highest: Voltage, lowest: Voltage, width: ClosedRange<TimeSpan>, pulses: Int, readings: Int,
        compliance: ElectricCurrent?, duration: TimeSpan
    ) {
        self.highest = highest
        self.lowest = lowest
        self.width = width
        self.pulses = pulses
        self.readings = readings
        self.compliance = compliance
        self.duration = duration
    }
}
