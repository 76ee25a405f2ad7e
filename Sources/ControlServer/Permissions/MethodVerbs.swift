import ControlInterface
import Laboratory

/// What each method of the interface needs to be allowed.
enum MethodVerbs {
    /// How a call is to be recorded in the audit trail.
    enum Recording {
        /// Not at all: it only looks.
        case none
        /// When it has ended.
        case afterwards
        /// Before it begins, on the disk, and when it has ended: it lets hardware be driven.
        case around
    }

    private static let reading: Set<String> = [
        "GetStatus", "GetActivity", "ListDevices", "DescribeDevice", "WaitDevice", "ListMethods", "ListRuns", "GetRun",
        "GetMetrics", "GetConductances", "FollowRun", "ListFaults", "ListAudit",
    ]
    private static let measuring: Set<String> = [
        "AcquireDevice", "ReleaseDevice", "Process", "ReadConductances", "RecordDevice", "StopRecording",
        "ReplayRecording",
    ]
    private static let configuring: Set<String> = ["InjectFault", "ClearFaults"]
    private static let beginning: Set<String> = [
        "AcquireDevice", "SubmitRun", "ResumeRun", "CharacteriseDevice", "InjectFault",
    ]

    /// The verb that a call needs; nil for the safe state, which nobody can be refused. A method that is not listed
    /// is taken to drive.
    static func verb(of method: String, _ parameters: JSONValue) -> PermissionSettings.Verb? {
        let name = shortName(method)
        if name == SafeState.methodName { return nil }
        if name == ReleaseDevice.methodName, parameters["kick"] == .bool(true) { return .kick }
        if reading.contains(name) { return .read }
        if measuring.contains(name) { return .measure }
        return configuring.contains(name) ? .configure : .drive
    }

    /// How a call is recorded.
    static func recording(of method: String, _ parameters: JSONValue) -> Recording {
        if verb(of: method, parameters) == .read || parameters["dry_run"] == .bool(true) { return .none }
        return beginning.contains(shortName(method)) ? .around : .afterwards
    }

    /// The method's name without its interface.
    static func shortName(_ method: String) -> String {
        method.split(separator: ".").last.map(String.init) ?? method
    }
}
