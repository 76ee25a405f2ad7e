/// The outcome of a request, and the code of a state event.
public struct CWPStatus: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The code on the wire.
    public let rawValue: UInt16

    /// Any code, known here or not.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Done.
    public static let ok = CWPStatus(rawValue: 0)
    /// The protocol version is not spoken.
    public static let badVersion = CWPStatus(rawValue: 1)
    /// The opcode is not known.
    public static let badOpcode = CWPStatus(rawValue: 2)
    /// The payload has another length than its content says.
    public static let badLength = CWPStatus(rawValue: 3)
    /// A frame was dropped (event only).
    public static let badFrame = CWPStatus(rawValue: 4)
    /// A field has a value that is not allowed.
    public static let badParameter = CWPStatus(rawValue: 5)
    /// A voltage lies outside the board's limits.
    public static let voltageOutOfRange = CWPStatus(rawValue: 6)
    /// A tile, row or column does not exist.
    public static let indexOutOfRange = CWPStatus(rawValue: 7)
    /// The board cannot take the request now.
    public static let busy = CWPStatus(rawValue: 8)
    /// The board is in its safe state and the request needs it armed.
    public static let notArmed = CWPStatus(rawValue: 9)
    /// The safe state was entered while the request was under way.
    public static let safeStateForced = CWPStatus(rawValue: 10)
    /// The host was silent for longer than the watchdog allows.
    public static let watchdogExpired = CWPStatus(rawValue: 11)
    /// A current exceeded its limit.
    public static let overCurrent = CWPStatus(rawValue: 12)
    /// The board is too hot.
    public static let overTemperature = CWPStatus(rawValue: 13)
    /// A fault of the hardware; the detail is the number of cells done.
    public static let hardwareFault = CWPStatus(rawValue: 14)
    /// The request is valid, and this board does not do it.
    public static let unsupported = CWPStatus(rawValue: 15)
    /// The request was given up.
    public static let aborted = CWPStatus(rawValue: 16)

    public var description: String {
        Int(rawValue) < Self.names.count ? Self.names[Int(rawValue)] : "status \(rawValue)"
    }

    private static let names = [
        "ok", "bad version", "bad opcode", "bad length", "bad frame", "bad parameter", "voltage out of range",
        "index out of range", "busy", "not armed", "safe state forced", "watchdog expired", "over-current",
        "over-temperature", "hardware fault", "unsupported", "aborted",
    ]
}
