/// Where the safety gate writes down that a device may be energised, for those who must make it safe without the
/// daemon. The daemon keeps one file a device; see docs/safety.md.
public protocol EnergisedRegister: Sendable {
    /// Notes that `device` is about to be energised; returns once that would outlive this process. Throws when it
    /// cannot be noted, and then nothing is energised.
    func enter(_ device: String, stop: EmergencyStop) async throws
    /// Strikes out a device whose safe state is confirmed.
    func remove(_ device: String) async throws
}
