/// A fault that a simulated device or an emulator was told to show: the type `Fault` of the interface.
public struct DeviceFault: Codable, Sendable, Equatable {
    /// Its number, from 1.
    public var id: Int
    /// What goes wrong, `stuck-cells` for instance.
    public var kind: String
    /// What goes wrong, when, and how often it has, for people.
    public var text: String
    /// How often it is to happen; nil for no limit.
    public var count: Int?
    /// How often it has happened.
    public var happened: Int
    /// Whether it has happened as often as it is to.
    public var over: Bool

    /// A value with these members.
    public init(id: Int, kind: String, text: String, count: Int?, happened: Int, over: Bool) {
        self.id = id
        self.kind = kind
        self.text = text
        self.count = count
        self.happened = happened
        self.over = over
    }
}

/// Adds a fault to a simulated device.
public struct InjectFault: LabMethod {
    public static let methodName = "InjectFault"

    /// The device's id.
    public var device: String
    /// What goes wrong.
    public var kind: String
    /// [s] How long it lasts, is late, or ages.
    public var duration: Double?
    /// The part of the cells or outputs that fail.
    public var share: Double?
    /// The serial number that the device gives.
    public var serial: String?
    /// It happens once so many operations are done.
    public var afterOperations: Int?
    /// [s] It happens so long after the device was made.
    public var atSeconds: Double?
    /// It happens at each operation whose number this divides.
    public var everyOperations: Int?
    /// With ``everyOperations``: how often of these it does happen, above 0 to 1.
    public var probability: Double?
    /// What the draws follow from.
    public var seed: Int?
    /// How often in all.
    public var count: Int?

    enum CodingKeys: String, CodingKey {
        case device, kind, duration, share, serial, probability, seed, count
        case afterOperations = "after_operations"
        case atSeconds = "at_seconds"
        case everyOperations = "every_operations"
    }

    /// A fault without parameters or trigger: it has its defaults, and happens at the next opportunity.
    public init(device: String, kind: String) {
        self.device = device
        self.kind = kind
    }

    /// The number of the new fault.
    public struct Reply: Codable, Sendable, Equatable {
        /// Its number, from 1.
        public var id: Int

        /// A reply with these contents.
        public init(id: Int) { self.id = id }
    }
}

/// Takes a fault off a device's list, or all of them. What the cells have suffered stays.
public struct ClearFaults: LabMethod {
    public static let methodName = "ClearFaults"

    /// The device's id.
    public var device: String
    /// The fault's number; all of them without one.
    public var id: Int?

    /// A call with these parameters.
    public init(device: String, id: Int? = nil) {
        self.device = device
        self.id = id
    }

    /// How many were taken off.
    public struct Reply: Codable, Sendable, Equatable {
        /// How many were taken off.
        public var cleared: Int

        /// A reply with these contents.
        public init(cleared: Int) { self.cleared = cleared }
    }
}

/// Lists the faults of a simulated device, those that are over included.
public struct ListFaults: LabMethod {
    public static let methodName = "ListFaults"

    /// The device's id.
    public var device: String

    /// A call with these parameters.
    public init(device: String) { self.device = device }

    /// The faults, in the order in which they came.
    public struct Reply: Codable, Sendable, Equatable {
        /// One for each.
        public var faults: [DeviceFault]

        /// A reply with these contents.
        public init(faults: [DeviceFault]) { self.faults = faults }
    }
}
