import PhysicalDevices

/// What the driver must be told about a board and the chip in it: the board itself cannot say.
public struct ArcOneSettings: Sendable, Equatable {
    /// How the board reads and what it is connected to.
    public var session = ArcSessionSettings()
    /// Serial number of the board's USB interface, where it is known; the board has no other.
    public var serial: String?
    /// Bits of an input; each takes one pass over the bit lines.
    public var driveBits = 4
    /// Lowest and highest conductance a cell is specified for [S].
    public var conductanceWindow = Conductance(1e-6)...Conductance(100e-6)
    /// The pulse for which `nominalStep` holds.
    public var nominalPulse = PulseShape(
        setAmplitude: Voltage(1.2), resetAmplitude: Voltage(-1.2), width: TimeSpan(100e-9))
    /// Share of the conductance window that one such pulse moves a cell.
    public var nominalStep = 1.0 / 200
    /// Most pulses to one cell in one request; each is a job of its own.
    public var maximumPulses = 32
    /// How long things take.
    public var timing = ArcOneTiming()

    /// The defaults for an unknown chip in a board with its own defaults.
    public init() {}
}

/// How long the board takes, and how long the driver waits.
public struct ArcOneTiming: Sendable, Equatable {
    /// Longest wait for the reply to a single operation, and for a routine's end beyond its own duration.
    public var reply = Duration.seconds(7)
    /// Longest wait for the firmware's version: old firmware does not know the question.
    public var version = Duration.seconds(2)
    /// From a reset to the first job.
    public var reset = Duration.seconds(2)
    /// From the start of a session to the question for the version.
    public var settling = Duration.milliseconds(200)
    /// After a job that is sent on its own, without an answer to wait for.
    public var writing = Duration.milliseconds(1)
    /// Allowed for one reading cycle in a routine, on top of the pulses.
    public var readCycle = Duration.milliseconds(1)

    /// The times of the board's own clients.
    public init() {}
}
