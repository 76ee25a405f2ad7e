/// A user's right to drive a device by hand for a limited time.
public struct Lease: Codable, Sendable, Equatable {
    /// Who has it.
    public var holder: String
    /// When it ends by itself, ISO 8601.
    public var until: String
    /// What for.
    public var note: String?

    /// A value with these members.
    public init(holder: String, until: String, note: String? = nil) {
        self.holder = holder
        self.until = until
        self.note = note
    }
}

/// Takes a device for the caller, or prolongs what the caller has. Called with `more`, the lease also ends with the
/// connection. When it ends, the device goes into its safe state.
public struct AcquireDevice: LabMethod {
    public static let methodName = "AcquireDevice"

    /// The device's id.
    public var device: String
    /// [s] How long at most; 600 where it is not given.
    public var seconds: Double?
    /// What for.
    public var note: String?

    /// A call with these parameters.
    public init(device: String, seconds: Double? = nil, note: String? = nil) {
        self.device = device
        self.seconds = seconds
        self.note = note
    }

    /// The device with its lease.
    public struct Reply: Codable, Sendable, Equatable {
        /// The device as it is now.
        public var device: DeviceStatus

        /// A reply with these contents.
        public init(device: DeviceStatus) { self.device = device }
    }
}

/// Gives a device back; it goes into its safe state.
public struct ReleaseDevice: LabMethod {
    public static let methodName = "ReleaseDevice"

    /// The device's id.
    public var device: String
    /// Takes it away from somebody else.
    public var kick: Bool?

    /// A call with these parameters.
    public init(device: String, kick: Bool? = nil) {
        self.device = device
        self.kick = kick
    }

    /// The device afterwards.
    public struct Reply: Codable, Sendable, Equatable {
        /// The device as it is now.
        public var device: DeviceStatus

        /// A reply with these contents.
        public init(device: DeviceStatus) { self.device = device }
    }
}

/// Waits until a device is in one of some states.
public struct WaitDevice: LabMethod {
    public static let methodName = "WaitDevice"

    /// The device's id.
    public var device: String
    /// Any of absent, opening, ready, busy, degraded, lost, unknown.
    public var states: [String]
    /// [s] How long at most; the error is TimedOut. 60 where it is not given.
    public var seconds: Double?

    /// A call with these parameters.
    public init(device: String, states: [String], seconds: Double? = nil) {
        self.device = device
        self.states = states
        self.seconds = seconds
    }

    /// The device in that state.
    public struct Reply: Codable, Sendable, Equatable {
        /// The device as it is now.
        public var device: DeviceStatus

        /// A reply with these contents.
        public init(device: DeviceStatus) { self.device = device }
    }
}
