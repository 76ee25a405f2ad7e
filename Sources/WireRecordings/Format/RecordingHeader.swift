import PhysicalDevices

/// The first line of a recording: what was recorded, and what is needed to make its driver again.
public struct RecordingHeader: Codable, Sendable, Equatable {
    /// The value of `format` by which a recording is known.
    public static let formatName = "pibd-recording"
    /// The version that is written; older ones are read.
    public static let currentVersion = 1

    /// Always ``formatName``.
    public var format: String
    /// Version of the format.
    public var version: Int
    /// Name of the driver, for instance `crossbar-board`.
    public var driver: String
    /// Id of the device.
    public var device: String
    /// Who the device said it is; nil where it had not been opened.
    public var identity: RecordedIdentity?
    /// The kind of link: serial, pty, tcp, usb or hid.
    public var transport: String
    /// Where the stream leads, as the configuration writes it.
    public var address: String
    /// When the recording began, ISO 8601 in UTC.
    public var started: String
    /// Commit of the program that recorded.
    public var commit: String
    /// State of the device when the recording began, for instance `ready`.
    public var state: String
    /// Whether a link was open already, so that the first bytes may lie inside a message or an operation.
    public var inSession: Bool
    /// The device's table of the daemon's configuration, TOML: what makes the driver again.
    public var configuration: String

    enum CodingKeys: String, CodingKey, CaseIterable {
        case format, version, driver, device, identity, transport, address, started, commit, state, configuration
        case inSession = "in_session"
    }

    /// A header of the current version.
    public init(
        driver: String, device: String, identity: DeviceIdentity?, transport: String, address: String,
        started: String, commit: String, state: DeviceState, inSession: Bool = false, configuration: String
    ) {
        format = Self.formatName
        version = Self.currentVersion
        self.driver = driver
        self.device = device
        self.identity = identity.map(RecordedIdentity.init)
        self.transport = transport
        self.address = address
        self.started = started
        self.commit = commit
        self.state = state.rawValue
        self.inSession = inSession
        self.configuration = configuration
    }
}

/// A device's identity as a recording writes it.
public struct RecordedIdentity: Codable, Sendable, Equatable {
    /// Maker of the device.
    public var vendor: String
    /// Model name.
    public var model: String
    /// Serial number or unique id.
    public var serial: String
    /// Firmware version.
    public var firmware: String

    /// The identity that a device gave.
    public init(_ identity: DeviceIdentity) {
        vendor = identity.vendor
        model = identity.model
        serial = identity.serial
        firmware = identity.firmware
    }
}
