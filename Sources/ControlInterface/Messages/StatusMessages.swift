/// Asks who the daemon is and what it is doing.
public struct GetStatus: LabMethod {
    public static let methodName = "GetStatus"

    /// A call with these parameters.
    public init() {}

    /// Who the daemon is and what it is doing.
    public struct Reply: Codable, Sendable, Equatable {
        /// The daemon's version.
        public var version: String
        /// The commit it was built from.
        public var commit: String
        /// Its process id.
        public var pid: Int
        /// [s] How long it has been up.
        public var uptimeSeconds: Double
        /// Whether it drives simulated devices only.
        public var simulate: Bool
        /// The folder of its run store.
        public var stateDirectory: String
        /// The linear algebra kernels in use.
        public var linearAlgebra: String
        /// Every device known.
        public var devices: [DeviceStatus]
        /// The run in hand, if any.
        public var running: RunSummary?
        /// How many runs wait.
        public var queued: Int
        /// How many clients follow a run.
        public var followers: Int

        enum CodingKeys: String, CodingKey {
            case version, commit, pid, simulate, devices, running, queued, followers
            case uptimeSeconds = "uptime_seconds"
            case stateDirectory = "state_directory"
            case linearAlgebra = "linear_algebra"
        }

        /// A reply with these contents.
        public init(
            version: String, commit: String, pid: Int, uptimeSeconds: Double, simulate: Bool, stateDirectory: String,
            linearAlgebra: String, devices: [DeviceStatus], running: RunSummary?, queued: Int, followers: Int
        ) {
            self.version = version
            self.commit = commit
            self.pid = pid
            self.uptimeSeconds = uptimeSeconds
            self.simulate = simulate
            self.stateDirectory = stateDirectory
            self.linearAlgebra = linearAlgebra
            self.devices = devices
            self.running = running
            self.queued = queued
            self.followers = followers
        }
    }
}
