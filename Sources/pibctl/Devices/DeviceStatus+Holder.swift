import ControlInterface

extension DeviceStatus {
    /// Who has the device: a run, a user, or nobody (nil).
    var holder: String? { heldByRun.map { "run \($0)" } ?? lease?.holder }
}
