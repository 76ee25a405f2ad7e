import Testing

@testable import HostDiagnosis

@Suite("The daemon and its socket") struct DaemonTests {
    @Test("no socket while the service runs is an error, without a daemon a warning")
    func absent() {
        var host = FabricatedHost.labComputer()
        host.remove(FabricatedHost.socket)
        #expect(host.findings("socket").map(\.severity) == [.error])
        host.remove("/sys/fs/cgroup/system.slice/pibd.service")
        #expect(host.findings("socket").map(\.severity) == [.warning])
        host.remove("/usr/lib/systemd/system/pibd.service")
        #expect(host.findings("socket")[0].fix?.contains("pibd --simulate") == true)
        #expect(host.findings("service").map(\.severity) == [.fine])
    }

    @Test("a socket that nobody listens on was left behind")
    func stale() {
        var host = FabricatedHost.labComputer()
        // Connected, not listening.
        host["/proc/net/unix"] = .file("ffff8e1a: 00000003 00000000 00000000 0001 03 22011 /run/pibd/pibd.sock\n")
        #expect(host.findings("socket")[0].message.contains("nobody listens"))
    }

    @Test("a socket the user may not connect to, and a file in its place, are errors")
    func notToBeOpened() {
        var host = FabricatedHost.labComputer()
        host[FabricatedHost.socket] = .node(NodeStatus(kind: .socket, mode: 0o600, owner: 995, group: 995))
        #expect(host.findings("socket").map(\.message) == ["ada may not connect to /run/pibd/pibd.sock"])
        host[FabricatedHost.socket] = .file("")
        #expect(host.findings("socket")[0].message.contains("is not a socket"))
    }

    @Test("a path with unusual characters stays one word of the command")
    func quoting() throws {
        let diagnosis = Diagnosis(of: FabricatedHost(), socket: "/tmp/a b';rm -rf x")
        let fix = try #require(diagnosis.findings.first { $0.check == "socket" }?.fix)
        #expect(fix.hasPrefix(#"PIBD_SOCKET='/tmp/a b'\'';rm -rf x' pibd"#))
    }
}
