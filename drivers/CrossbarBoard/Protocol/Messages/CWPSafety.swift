/// The watchdog's time, in SET_WATCHDOG and in its answer.
public struct CWPWatchdogTime: CWPPayload {
    /// [ms] of silence after which the board goes safe; 0 is off.
    public var milliseconds: UInt16

    /// A time of `milliseconds`.
    public init(milliseconds: UInt16) {
        self.milliseconds = milliseconds
    }

    public init(payload: [UInt8]) throws(CWPMessageError) {
        var reader = PayloadReader(payload, of: "SET_WATCHDOG")
        milliseconds = try reader.integer()
        try reader.finish()
    }

    public func payload() -> [UInt8] {
        var writer = PayloadWriter(capacity: 2)
        writer.append(milliseconds)
        return writer.bytes
    }
}

/// SET_WATCHDOG: answered with the time applied, which the board may have brought into its own range.
public struct CWPSetWatchdogRequest: CWPRequest {
    public typealias Response = CWPWatchdogTime
    public static let opcode = CWPOpcode.setWatchdog

    /// The time asked for.
    public var time: CWPWatchdogTime

    /// Asks for `milliseconds`; 0 is off.
    public init(milliseconds: UInt16) {
        time = CWPWatchdogTime(milliseconds: milliseconds)
    }

    public init(payload: [UInt8]) throws(CWPMessageError) {
        time = try CWPWatchdogTime(payload: payload)
    }

    public func payload() -> [UInt8] { time.payload() }
}

/// SAFE_STATE: answered only after all outputs are safe.
public struct CWPSafeStateRequest: CWPRequest {
    public typealias Response = CWPEmpty
    public static let opcode = CWPOpcode.safeState

    /// Why, for the board's log.
    public var reason: UInt8

    /// Asks for the safe state.
    public init(reason: UInt8) {
        self.reason = reason
    }

    public init(payload: [UInt8]) throws(CWPMessageError) {
        var reader = PayloadReader(payload, of: "SAFE_STATE request")
        reason = try reader.integer()
        try reader.finish()
    }

    public func payload() -> [UInt8] { [reason] }
}

/// ARM: allows outputs to be energised, or takes it back.
public struct CWPArmRequest: CWPRequest {
    public static let opcode = CWPOpcode.arm

    /// Whether to arm.
    public var isArmed: Bool

    /// Arms or disarms.
    public init(isArmed: Bool) {
        self.isArmed = isArmed
    }

    public init(payload: [UInt8]) throws(CWPMessageError) {
        var reader = PayloadReader(payload, of: "ARM request")
        let value = try reader.integer(UInt8.self)
        try reader.finish()
        guard value <= 1 else { throw reader.invalid("\(value) is neither 0 nor 1") }
        isArmed = value == 1
    }

    public func payload() -> [UInt8] { [isArmed ? 1 : 0] }

    public func mismatch(_ response: Response) -> String? {
        response.state.contains(.armed) == isArmed ? nil : "the board is \(isArmed ? "not armed" : "still armed")"
    }

    /// The state after ARM: the low eight state bits.
    public struct Response: CWPPayload {
        /// The state.
        public var state: CWPBoardStatus.State

        /// A response of `state`, whose bits above the eighth are not sent.
        public init(state: CWPBoardStatus.State) {
            self.state = CWPBoardStatus.State(rawValue: state.rawValue & 0xFF)
        }

        public init(payload: [UInt8]) throws(CWPMessageError) {
            var reader = PayloadReader(payload, of: "ARM response")
            state = CWPBoardStatus.State(rawValue: UInt16(try reader.integer(UInt8.self)))
            try reader.finish()
        }

        public func payload() -> [UInt8] { [UInt8(truncatingIfNeeded: state.rawValue)] }
    }
}

/// RESET: restarts the board, which answers first and comes back in its safe state.
public struct CWPResetRequest: CWPRequest {
    public typealias Response = CWPEmpty
    public static let opcode = CWPOpcode.reset

    private static let key: UInt32 = 0x5245_5345

    /// The only value.
    public init() {}

    public init(payload: [UInt8]) throws(CWPMessageError) {
        var reader = PayloadReader(payload, of: "RESET request")
        let key = try reader.integer(UInt32.self)
        try reader.finish()
        guard key == Self.key else { throw reader.invalid("the key is not 0x52455345") }
    }

    public func payload() -> [UInt8] {
        var writer = PayloadWriter(capacity: 4)
        writer.append(Self.key)
        return writer.bytes
    }
}
