import ControlInterface
import Laboratory
import Testing

@testable import ControlServer

@Suite("Permissions")
struct PermissionTests {
    private let stranger = VarlinkPeer(uid: 1234, gid: 1234, pid: 1)

    private func configured(_ text: String) throws -> AccessControl {
        AccessControl(try DaemonFile(text: "[permissions]\n" + text, file: "pibd.toml").permissions, owner: 990)
    }

    @Test("a verb allows its own methods and no others")
    func verbs() throws {
        let access = try configured("measure = [\"everyone\"]\n")
        try access.check(ProcessVectors.qualifiedName, peer: stranger)
        try access.check(AcquireDevice.qualifiedName, peer: stranger)
        for method in [SubmitRun.qualifiedName, CharacteriseDevice.qualifiedName, InjectFault.qualifiedName] {
            #expect(throws: LabError.self) { try access.check(method, peer: stranger) }
        }
    }

    @Test("nobody can be refused the safe state")
    func safeState() throws {
        let access = try configured("read = []\nmeasure = []\ndrive = []\nconfigure = []\nkick = []\n")
        try access.check(SafeState.qualifiedName, ["device": "chip"], peer: stranger)
        let error = #expect(throws: LabError.self) { try access.check(GetStatus.qualifiedName, peer: stranger) }
        #expect(error?.message.contains("root and the daemon's own user alone") == true)
        try access.check(SubmitRun.qualifiedName, peer: VarlinkPeer(uid: 0, gid: 0, pid: 1))
        try access.check(SubmitRun.qualifiedName, peer: VarlinkPeer(uid: 990, gid: 990, pid: 1))
    }

    @Test("to give a device back is measuring, to take it from somebody else is kicking")
    func kick() throws {
        let access = try configured("measure = [\"everyone\"]\nkick = [\"group:root\"]\n")
        try access.check(ReleaseDevice.qualifiedName, ["device": "chip"], peer: stranger)
        try access.check(ReleaseDevice.qualifiedName, ["device": "chip", "kick": false], peer: stranger)
        let error = #expect(throws: LabError.self) {
            try access.check(ReleaseDevice.qualifiedName, ["device": "chip", "kick": true], peer: stranger)
        }
        #expect(error?.kind == .notPermitted && error?.message.contains("kick") == true)
        try access.check(
            ReleaseDevice.qualifiedName, ["device": "chip", "kick": true],
            peer: VarlinkPeer(uid: 5, gid: 5, pid: 1, supplementaryGroups: [0]))
    }

    @Test("a user is known by number, a group by membership")
    func grantees() throws {
        let access = try configured("drive = [\"user:daemon\"]\n")
        let daemon = try #require(PermissionTests.userID("daemon"))
        try access.check(SubmitRun.qualifiedName, peer: VarlinkPeer(uid: daemon, gid: 9, pid: 1))
        let error = #expect(throws: LabError.self) { try access.check(SubmitRun.qualifiedName, peer: stranger) }
        #expect(error?.message.contains("the user daemon") == true && error?.remedy.contains("drive") == true)
    }

    private static func userID(_ name: String) -> UInt32? { (0..<1000).first { UserNames.name(of: $0) == name } }

    @Test("what is not listed is taken to drive, and is recorded")
    func unknown() {
        #expect(MethodVerbs.verb(of: "io.pibd.Lab.SomethingNew", [:]) == .drive)
        #expect(MethodVerbs.recording(of: "io.pibd.Lab.SomethingNew", [:]) == .afterwards)
        #expect(MethodVerbs.recording(of: SubmitRun.qualifiedName, ["dry_run": true]) == .none)
        #expect(MethodVerbs.recording(of: SubmitRun.qualifiedName, [:]) == .around)
        #expect(MethodVerbs.recording(of: SafeState.qualifiedName, [:]) == .afterwards)
    }
}
