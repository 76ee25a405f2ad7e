/// What the daemon says of itself.
public struct DaemonDescription: Sendable {
    /// Version of the release.
    public let version: String
    /// Commit it was built from.
    public let commit: String
    /// Whether it may only have simulated devices.
    public let simulate: Bool
    /// Where its store is.
    public let stateDirectory: String
    let started = ContinuousClock.now

    /// A description of the daemon that starts now.
    public init(version: String, commit: String, simulate: Bool, stateDirectory: String) {
        self.version = version
        self.commit = commit
        self.simulate = simulate
        self.stateDirectory = stateDirectory
    }

    var uptimeSeconds: Double { started.duration(to: .now) / .seconds(1) }
}
