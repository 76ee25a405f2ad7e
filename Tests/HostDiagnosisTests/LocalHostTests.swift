import Foundation
import Testing

@testable import HostDiagnosis

@Suite("The machine itself") struct LocalHostTests {
    /// A root directory with a few files, gone when the test is over.
    private static func withRoot(_ body: (LocalHost, String) throws -> Void) throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("host-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: root + "/sys/devices", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: root) }
        try body(LocalHost(root: root), root)
    }

    @Test("files, names and links are read below the root; what is missing is absent")
    func reading() throws {
        try Self.withRoot { host, root in
            try Data(" on \n".utf8).write(to: URL(filePath: root + "/sys/control"))
            try FileManager.default.createSymbolicLink(atPath: root + "/sys/link", withDestinationPath: "control")
            #expect(host.attribute("/sys/control") == .found("on"))
            #expect(host.attribute("/sys/link") == .found("on"))
            #expect(host.link("/sys/link") == .found("control"))
            #expect(host.names("/sys") == .found(["control", "devices", "link"]))
            #expect(host.text("/sys/none") == .absent)
            #expect(host.text("/sys/control/below") == .absent)
            #expect(host.names("/none") == .absent)
            #expect(host.status("/none") == .absent)
            #expect(host.status("/sys/control").value?.kind == .file)
            #expect(host.opens("/sys/control") == .found(true))
        }
    }

    @Test("a directory is no text, a pipe that nobody writes to does not hold it up, and a huge file is cut")
    func oddFiles() throws {
        try Self.withRoot { host, root in
            #expect(host.text("/sys").value == nil)
            #expect(mkfifo(root + "/sys/pipe", 0o600) == 0)
            #expect(host.text("/sys/pipe") == .found(""))
            try Data(count: 3 << 20).write(to: URL(filePath: root + "/sys/huge"))
            #expect((host.text("/sys/huge").value?.utf8.count ?? 0) <= (1 << 20) + 65_536)
        }
    }

    @Test("the status of a node tells its file system apart the way /proc/locks does")
    func fileSystem() throws {
        try Self.withRoot { host, root in
            let path = root + "/sys/locked"
            let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
            #expect(descriptor >= 0 && flock(descriptor, LOCK_EX) == 0)
            defer { close(descriptor) }
            let status = try #require(host.status("/sys/locked").value)
            // Where the table is hidden, or an overlay has other numbers, there is nothing to hold the numbers against.
            guard let table = LocalHost().text("/proc/locks").value, table.contains(":\(status.inode) ") else {
                return
            }
            #expect(Locks(table).holders(of: status) == [Int(getpid())])
        }
    }

    @Test("a line of the table of locks is read as the kernel writes it")
    func lockTable() {
        let locks = Locks(
            """
            1: FLOCK  ADVISORY  WRITE 812 fd:1a:1043 0 EOF
            1: -> FLOCK  ADVISORY  WRITE 9 fd:1a:1043 0 EOF

            """)
        func node(major: UInt32, inode: UInt64) -> NodeStatus {
            NodeStatus(
                kind: .characterDevice, mode: 0, owner: 0, group: 0, fileSystem: (major: major, minor: 26),
                inode: inode)
        }
        #expect(locks.holders(of: node(major: 253, inode: 1043)) == [812])
        #expect(locks.holders(of: node(major: 252, inode: 1043)) == [])
        #expect(locks.holders(of: node(major: 253, inode: 104)) == [])
    }

    @Test("the user of this process has its groups")
    func user() {
        let user = LocalHost().user
        #expect(user.id == geteuid())
        #expect(user.groups.contains(getegid()))
    }

    @Test("this machine can be diagnosed")
    func diagnosis() {
        let diagnosis = Diagnosis(of: LocalHost(), socket: "/nowhere/pibd.sock")
        #expect(Set(diagnosis.findings.map(\.check)).count == 13)
        #expect(diagnosis.isSomethingWrong)
    }
}
