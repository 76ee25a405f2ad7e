import ControlInterface
import Testing

@testable import ControlServer

@Suite("Access control")
struct AccessControlTests {
    private let access = AccessControl(group: "a-group-that-does-not-exist", owner: 990)
    private let stranger = VarlinkPeer(uid: 1234, gid: 1234, pid: 1)

    @Test("anyone may read and may always call for the safe state")
    func open() throws {
        for method in [
            GetStatus.qualifiedName, ListDevices.qualifiedName, DescribeDevice.qualifiedName, ListRuns.qualifiedName,
            GetRun.qualifiedName, GetMetrics.qualifiedName, GetConductances.qualifiedName, FollowRun.qualifiedName,
            SafeState.qualifiedName, ListFaults.qualifiedName,
        ] {
            try access.check(method, peer: stranger)
        }
    }

    @Test("controlling takes the daemon's user, root or the group; an unknown group has no members")
    func control() throws {
        for method in [
            SubmitRun.qualifiedName, StopRun.qualifiedName, AbortRun.qualifiedName, PauseRun.qualifiedName,
            ResumeRun.qualifiedName, ProcessVectors.qualifiedName, ReadConductances.qualifiedName,
            CharacteriseDevice.qualifiedName, InjectFault.qualifiedName, ClearFaults.qualifiedName, "io.pibd.Lab.New",
        ] {
            let error = #expect(throws: LabError.self) { try access.check(method, peer: stranger) }
            #expect(error?.kind == .notPermitted && error?.remedy.contains("adduser") == true)
            try access.check(method, peer: VarlinkPeer(uid: 0, gid: 0, pid: 1))
            try access.check(method, peer: VarlinkPeer(uid: 990, gid: 990, pid: 1))
        }
    }

    @Test("membership counts by the effective and the supplementary groups")
    func group() throws {
        let access = AccessControl(group: "root", owner: 990)
        try access.check(SubmitRun.qualifiedName, peer: VarlinkPeer(uid: 5, gid: 0, pid: 1))
        try access.check(
            SubmitRun.qualifiedName, peer: VarlinkPeer(uid: 5, gid: 5, pid: 1, supplementaryGroups: [4, 0]))
        #expect(throws: LabError.self) { try access.check(SubmitRun.qualifiedName, peer: stranger) }
    }
}
