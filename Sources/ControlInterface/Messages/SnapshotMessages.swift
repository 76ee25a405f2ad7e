/// How near a unit's cells came to what they should be, in parts of the conductance window.
public struct UnitDeviation: Codable, Sendable, Equatable {
    /// The unit.
    public var unit: String
    /// Root mean square over its cells.
    public var rootMeanSquare: Double
    /// The largest of them.
    public var largest: Double

    private enum CodingKeys: String, CodingKey {
        case unit, largest
        case rootMeanSquare = "root_mean_square"
    }

    /// A deviation with these contents.
    public init(unit: String, rootMeanSquare: Double, largest: Double) {
        self.unit = unit
        self.rootMeanSquare = rootMeanSquare
        self.largest = largest
    }
}

/// Keeps the cells that a run ended with, or those of its last checkpoint, under a name.
public struct SnapshotRun: LabMethod {
    public static let methodName = "SnapshotRun"

    /// Nothing: the snapshot is kept.
    public struct Reply: Codable, Sendable, Equatable {
        /// A reply.
        public init() {}
    }

    /// The run's number.
    public var run: Int
    /// What to call the snapshot.
    public var name: String

    /// A call with these parameters.
    public init(run: Int, name: String) {
        self.run = run
        self.name = name
    }
}

/// Writes the cells of a snapshot to a device by rounds of pulses and read-back.
public struct RestoreSnapshot: LabMethod {
    public static let methodName = "RestoreSnapshot"

    /// What it took, and what came of it.
    public struct Reply: Codable, Sendable, Equatable {
        /// Pulses applied.
        public var pulses: Int
        /// How near each unit came.
        public var units: [UnitDeviation]

        /// A reply with these contents.
        public init(pulses: Int, units: [UnitDeviation]) {
            self.pulses = pulses
            self.units = units
        }
    }

    /// The snapshot's name.
    public var name: String
    /// The device's id.
    public var device: String

    /// A call with these parameters.
    public init(name: String, device: String) {
        self.name = name
        self.device = device
    }
}

extension LabClient {
    /// Keeps the cells of a run under a name.
    public func snapshot(_ run: Int, as name: String) async throws {
        _ = try await call(SnapshotRun(run: run, name: name))
    }

    /// Writes the cells of a snapshot to a device.
    public func restore(_ name: String, to device: String) async throws -> RestoreSnapshot.Reply {
        try await call(RestoreSnapshot(name: name, device: device))
    }
}
