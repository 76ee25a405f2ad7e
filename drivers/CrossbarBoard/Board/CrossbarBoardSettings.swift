import PhysicalDevices

/// What a laboratory's configuration says about a board, and the board itself does not.
public struct CrossbarBoardSettings: Sendable {
    /// The serial number that the board must have; nil for the first board that answers.
    public var expectedSerial: String?
    /// Firmware versions that are spoken to; nil for all.
    public var firmwareVersions: ClosedRange<UInt32>?
    /// [bit/s] of the serial line, for time-outs; nil where the wire takes no time (TCP, pseudo-terminals, USB CDC).
    public var baud: Int?
    /// Lowest and highest conductance that the cells are specified for [S].
    public var conductanceWindow = Conductance(1e-6)...Conductance(100e-6)
    /// The pulse for which `nominalStep` holds.
    public var nominalPulse = PulseShape(
        setAmplitude: Voltage(1.2), resetAmplitude: Voltage(-1.2), width: TimeSpan(100e-9))
    /// Share of the conductance window that one nominal pulse moves a cell.
    public var nominalStep = 1.0 / 200
    /// The voltage at which single conductances are read [V]; nil for the board's full scale.
    public var readVoltage: Voltage?
    /// Silence after which the board goes safe by itself [s], brought into the board's own range.
    public var watchdog = TimeSpan(1)
    /// Most vectors in one request; nil for the board's own limit.
    public var vectorsPerRequest: Int?
    /// How long a board needs after its port was opened [s]; many restart then.
    public var bootWait = TimeSpan(0)
    /// How long opening the port may take [s].
    public var openingTime = TimeSpan(5)

    /// Settings for a typical board without a serial line.
    public init() {}

    /// How often a heartbeat goes out on an idle line: a third of the watchdog's time.
    public var heartbeat: Duration { .seconds(watchdog.value / 3) }
}
