/// The answer to HEARTBEAT and GET_STATUS.
public struct CWPBoardStatus: CWPPayload {
    /// Bits of a board's state.
    public struct State: OptionSet, Hashable, Sendable {
        public let rawValue: UInt16

        public init(rawValue: UInt16) {
            self.rawValue = rawValue
        }

        /// Outputs may be energised.
        public static let armed = State(rawValue: 1 << 0)
        /// The watchdog runs.
        public static let watchdog = State(rawValue: 1 << 1)
        /// A fault is latched.
        public static let fault = State(rawValue: 1 << 2)
        /// The fault is an over-current.
        public static let overCurrent = State(rawValue: 1 << 3)
        /// The fault is an over-temperature.
        public static let overTemperature = State(rawValue: 1 << 4)
    }

    /// The host time of the heartbeat; 0 in the answer to GET_STATUS.
    public var echo: UInt64
    /// [ms] since the board started, modulo 2³².
    public var uptimeMilliseconds: UInt32
    /// The state.
    public var state: State
    /// [0.01 degC] of the board.
    public var temperatureCentidegrees: Int16

    /// A status of these fields.
    public init(echo: UInt64, uptimeMilliseconds: UInt32, state: State, temperatureCentidegrees: Int16) {
        self.echo = echo
        self.uptimeMilliseconds = uptimeMilliseconds
        self.state = state
        self.temperatureCentidegrees = temperatureCentidegrees
    }

    public init(payload: [UInt8]) throws(CWPMessageError) {
        var reader = PayloadReader(payload, of: "status response")
        echo = try reader.integer()
        uptimeMilliseconds = try reader.integer()
        state = State(rawValue: try reader.integer())
        temperatureCentidegrees = try reader.integer()
        try reader.finish()
    }

    public func payload() -> [UInt8] {
        var writer = PayloadWriter(capacity: 16)
        writer.append(echo)
        writer.append(uptimeMilliseconds)
        writer.append(state.rawValue)
        writer.append(temperatureCentidegrees)
        return writer.bytes
    }
}

/// HEARTBEAT: feeds the watchdog.
public struct CWPHeartbeatRequest: CWPRequest {
    public typealias Response = CWPBoardStatus
    public static let opcode = CWPOpcode.heartbeat

    /// Any number of the host's, such as its clock [ns]; it comes back in `echo`.
    public var hostTime: UInt64

    /// A heartbeat at `hostTime`.
    public init(hostTime: UInt64) {
        self.hostTime = hostTime
    }

    public init(payload: [UInt8]) throws(CWPMessageError) {
        var reader = PayloadReader(payload, of: "HEARTBEAT request")
        hostTime = try reader.integer()
        try reader.finish()
    }

    public func payload() -> [UInt8] {
        var writer = PayloadWriter(capacity: 8)
        writer.append(hostTime)
        return writer.bytes
    }

    public func mismatch(_ response: CWPBoardStatus) -> String? {
        response.echo == hostTime ? nil : "it echoes \(response.echo) to \(hostTime)"
    }
}

/// GET_STATUS: asks for the state.
public struct CWPGetStatusRequest: CWPRequest {
    public typealias Response = CWPBoardStatus
    public static let opcode = CWPOpcode.getStatus

    /// The only value.
    public init() {}

    public init(payload: [UInt8]) throws(CWPMessageError) {
        try PayloadReader(payload, of: "GET_STATUS request").finish()
    }

    public func payload() -> [UInt8] { [] }
}
