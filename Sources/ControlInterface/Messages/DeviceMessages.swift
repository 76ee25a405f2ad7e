/// Lists the devices, all of them or those that match a filter.
public struct ListDevices: LabMethod {
    public static let methodName = "ListDevices"

    /// Any of id, driver, state, vendor, model, serial with the value wanted.
    public var filter: [String: String]?

    /// A call with these parameters.
    public init(filter: [String: String]? = nil) { self.filter = filter }

    /// The devices that match.
    public struct Reply: Codable, Sendable, Equatable {
        /// One for each device.
        public var devices: [DeviceStatus]

        /// A reply with these contents.
        public init(devices: [DeviceStatus]) { self.devices = devices }
    }
}

/// Describes one device: its state, its properties and its safety envelope.
public struct DescribeDevice: LabMethod {
    public static let methodName = "DescribeDevice"

    /// The device's id.
    public var device: String

    /// A call with these parameters.
    public init(device: String) { self.device = device }

    /// A device, its properties and what it may never be driven beyond.
    public struct Reply: Codable, Sendable, Equatable {
        /// The device as it is now.
        public var device: DeviceStatus
        /// What is known of it, in the driver's order.
        public var properties: [Property]
        /// What it may never be driven beyond.
        public var envelope: [Limit]

        /// A reply with these contents.
        public init(device: DeviceStatus, properties: [Property], envelope: [Limit]) {
            self.device = device
            self.properties = properties
            self.envelope = envelope
        }
    }
}

/// Puts one device, or all of them, into the safe state at once. Anyone on the machine may call it.
public struct SafeState: LabMethod {
    public static let methodName = "SafeState"

    /// The device's id; none for all devices.
    public var device: String?
    /// Why, for the daemon's journal.
    public var reason: String?

    /// A call with these parameters.
    public init(device: String? = nil, reason: String? = nil) {
        self.device = device
        self.reason = reason
    }

    /// The devices as they are afterwards.
    public struct Reply: Codable, Sendable, Equatable {
        /// One for each device.
        public var devices: [DeviceStatus]

        /// A reply with these contents.
        public init(devices: [DeviceStatus]) { self.devices = devices }
    }
}
