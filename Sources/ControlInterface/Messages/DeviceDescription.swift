/// A device as the daemon sees it now.
public struct DeviceStatus: Codable, Sendable, Equatable {
    /// The name it has in the configuration.
    public var id: String
    /// The driver that speaks to it.
    public var driver: String
    /// Whether there is no hardware behind it.
    public var simulated: Bool
    /// Its state: absent, opening, ready, busy, degraded, lost or unknown.
    public var state: String
    /// What is known of its hardware: safe, as-before or unknown.
    public var hardwareState: String
    /// Who made it.
    public var vendor: String
    /// What it is.
    public var model: String
    /// Its serial number, as it reports it.
    public var serial: String
    /// The version of its firmware, as it reports it.
    public var firmware: String
    /// What it can do, VectorProcessor for instance.
    public var capabilities: [String]
    /// The run that holds it, if any.
    public var heldByRun: Int?
    /// Who has taken it by hand, if anybody.
    public var lease: Lease?
    /// What is wrong with it, if anything.
    public var message: String?

    enum CodingKeys: String, CodingKey {
        case id, driver, simulated, state, vendor, model, serial, firmware, capabilities, lease, message
        case hardwareState = "hardware_state"
        case heldByRun = "held_by_run"
    }

    /// A value with these members.
    public init(
        id: String, driver: String, simulated: Bool, state: String, hardwareState: String, vendor: String,
        model: String, serial: String, firmware: String, capabilities: [String], heldByRun: Int? = nil,
        lease: Lease? = nil, message: String? = nil
    ) {
        self.id = id
        self.driver = driver
        self.simulated = simulated
        self.state = state
        self.hardwareState = hardwareState
        self.vendor = vendor
        self.model = model
        self.serial = serial
        self.firmware = firmware
        self.capabilities = capabilities
        self.heldByRun = heldByRun
        self.lease = lease
        self.message = message
    }
}

/// One fact about a device, its number of rows for instance.
public struct Property: Codable, Sendable, Equatable {
    /// What is meant.
    public var name: String
    /// The value, as text.
    public var value: String
    /// The SI unit of the value, empty for a bare number or a word.
    public var unit: String

    /// A value with these members.
    public init(name: String, value: String, unit: String) {
        self.name = name
        self.value = value
        self.unit = unit
    }
}

/// One line of a safety envelope: what a device may never be driven beyond.
public struct Limit: Codable, Sendable, Equatable {
    /// What is meant.
    public var name: String
    /// The least value allowed, in ``unit``; none if there is no lower limit.
    public var minimum: Double?
    /// The greatest value allowed, in ``unit``; none if there is no upper limit.
    public var maximum: Double?
    /// The SI unit of both.
    public var unit: String

    /// A value with these members.
    public init(name: String, minimum: Double?, maximum: Double?, unit: String) {
        self.name = name
        self.minimum = minimum
        self.maximum = maximum
        self.unit = unit
    }
}
