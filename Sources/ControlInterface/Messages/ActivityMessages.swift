/// What every device does and has done since the daemon started; two replies make rates.
public struct GetActivity: LabMethod {
    public static let methodName = "GetActivity"

    /// A call with these parameters.
    public init() {}

    /// What the devices have done until now.
    public struct Reply: Codable, Sendable, Equatable {
        /// [s] The daemon's uptime at this reply, by which rates are to be computed.
        public var uptimeSeconds: Double
        /// The daemon's resident memory; absent where it cannot be read.
        public var residentBytes: Int?
        /// Each device in the order of the configuration.
        public var devices: [DeviceWork]

        enum CodingKeys: String, CodingKey {
            case devices
            case uptimeSeconds = "uptime_seconds"
            case residentBytes = "resident_bytes"
        }

        /// A reply with these contents.
        public init(uptimeSeconds: Double, residentBytes: Int?, devices: [DeviceWork]) {
            self.uptimeSeconds = uptimeSeconds
            self.residentBytes = residentBytes
            self.devices = devices
        }
    }
}

/// What one device has done since the daemon started.
public struct DeviceWork: Codable, Sendable, Equatable {
    /// Its id.
    public var device: String
    /// Its state; absent where its driver did not answer within a second.
    public var state: String?
    /// [s] During which at least one operation was under way.
    public var busySeconds: Double
    /// Vectors driven and measured.
    public var vectors: Int
    /// Pulses applied.
    public var pulses: Int
    /// Operations of all kinds that ended.
    public var operations: Int
    /// Those of them that failed.
    public var failed: Int
    /// [s] Median of how long measurements took in the last minutes.
    public var medianSeconds: Double?
    /// Requests sent again; absent for a driver that does not count.
    public var retries: Int?
    /// Frames dropped for their checksum, stuffing, length or version.
    public var badFrames: Int?
    /// Pulses to the most worn cell over its life.
    public var highestWear: Int?

    enum CodingKeys: String, CodingKey {
        case device, state, vectors, pulses, operations, failed, retries
        case busySeconds = "busy_seconds"
        case medianSeconds = "median_seconds"
        case badFrames = "bad_frames"
        case highestWear = "highest_wear"
    }

    /// A value with these members.
    public init(
        device: String, state: String?, busySeconds: Double, vectors: Int, pulses: Int, operations: Int, failed: Int,
        medianSeconds: Double? = nil, retries: Int? = nil, badFrames: Int? = nil, highestWear: Int? = nil
    ) {
        self.device = device
        self.state = state
        self.busySeconds = busySeconds
        self.vectors = vectors
        self.pulses = pulses
        self.operations = operations
        self.failed = failed
        self.medianSeconds = medianSeconds
        self.retries = retries
        self.badFrames = badFrames
        self.highestWear = highestWear
    }
}

extension LabClient {
    /// What every device has done until now.
    public func activity() async throws -> GetActivity.Reply { try await call(GetActivity(), timeoutSeconds: 10) }
}
