/// What a frame asks, answers or tells: the low seven bits of the opcode byte.
public struct CWPOpcode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The code on the wire, 0...0x7F; bit 7 belongs to the frame (`CWPFrame.isResponse`).
    public let rawValue: UInt8

    /// The low seven bits of `rawValue`.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue & 0x7F
    }

    /// Opens a session; answered by the descriptor.
    public static let hello = CWPOpcode(rawValue: 0x01)
    /// Feeds the watchdog and returns the state.
    public static let heartbeat = CWPOpcode(rawValue: 0x02)
    /// Returns the state.
    public static let getStatus = CWPOpcode(rawValue: 0x03)
    /// Sets the watchdog's time.
    public static let setWatchdog = CWPOpcode(rawValue: 0x04)
    /// Puts all outputs into their safe state.
    public static let safeState = CWPOpcode(rawValue: 0x05)
    /// Arms or disarms the board.
    public static let arm = CWPOpcode(rawValue: 0x06)
    /// Sets static voltages on rows.
    public static let setInput = CWPOpcode(rawValue: 0x10)
    /// Multiplies a batch of vectors by the array.
    public static let readVMM = CWPOpcode(rawValue: 0x11)
    /// Sets the gain of columns.
    public static let setGain = CWPOpcode(rawValue: 0x12)
    /// Applies a list of programming pulses.
    public static let programPulses = CWPOpcode(rawValue: 0x20)
    /// Reads the conductances of a block.
    public static let readConductance = CWPOpcode(rawValue: 0x21)
    /// Applies one signed pulse count to each cell of a block.
    public static let programMap = CWPOpcode(rawValue: 0x22)
    /// Event: the state changed, or a fault.
    public static let stateEvent = CWPOpcode(rawValue: 0x40)
    /// Event: a line for the log.
    public static let logEvent = CWPOpcode(rawValue: 0x41)
    /// Restarts the board.
    public static let reset = CWPOpcode(rawValue: 0x7E)

    /// Whether the board sends this unasked (0x40...0x4F).
    public var isEvent: Bool { rawValue & 0x70 == 0x40 }

    public var description: String { Self.names[self] ?? "opcode 0x\(String(rawValue, radix: 16))" }

    private static let names: [CWPOpcode: String] = [
        .hello: "HELLO", .heartbeat: "HEARTBEAT", .getStatus: "GET_STATUS", .setWatchdog: "SET_WATCHDOG",
        .safeState: "SAFE_STATE", .arm: "ARM", .setInput: "SET_INPUT", .readVMM: "READ_VMM", .setGain: "SET_GAIN",
        .programPulses: "PROGRAM_PULSES", .readConductance: "READ_CONDUCTANCE", .programMap: "PROGRAM_MAP",
        .stateEvent: "EVENT_STATE", .logEvent: "EVENT_LOG", .reset: "RESET",
    ]
}
