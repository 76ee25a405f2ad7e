import ControlInterface
import Glibc

/// Who may do what: anyone on this machine reads and may always call for the safe state; to control takes the
/// daemon's own user, root, or membership of the group.
public struct AccessControl: Sendable {
    private static let openToAll: Set<String> = Set(
        [
            GetStatus.methodName, ListDevices.methodName, DescribeDevice.methodName, SafeState.methodName,
            ListRuns.methodName, GetRun.methodName, GetMetrics.methodName, GetConductances.methodName,
            FollowRun.methodName, ListFaults.methodName,
        ].map { "\(LabInterface.name).\($0)" })

    private let group: (name: String, id: UInt32?)
    private let owner: UInt32

    /// Access for the members of `group`; a group that does not exist has no members.
    public init(group name: String, owner: UInt32 = geteuid()) {
        group = (name, VarlinkPeer.groupID(named: name))
        self.owner = owner
    }

    /// Throws `LabError.notPermitted` when the peer may not call the method.
    func check(_ method: String, peer: VarlinkPeer) throws {
        if Self.openToAll.contains(method) || peer.uid == 0 || peer.uid == owner { return }
        if let id = group.id, peer.isMember(ofGroup: id) { return }
        let name = method.split(separator: ".").last.map(String.init) ?? method
        throw LabError(
            .notPermitted, message: "\(name) is for members of the group \(group.name)",
            remedy: "Ask an administrator: adduser USER \(group.name), then log in again.")
    }
}
