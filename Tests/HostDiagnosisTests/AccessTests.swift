import Testing

@testable import HostDiagnosis

@Suite("Who may open what") struct AccessTests {
    @Test("a port that the daemon's groups do not open names the group to join")
    func daemonNotInGroup() throws {
        var host = FabricatedHost.labComputer()
        host["/proc/812/status"] = .file("Uid:\t995 995 995 995\nGroups:\t990 995 \n")
        let finding = try #require(host.findings("device-access").first)
        #expect(finding.severity == .error)
        #expect(finding.message == "the daemon may not open /dev/ttyACM0")
        #expect(finding.evidence.contains("root:dialout 0660"))
        #expect(finding.fix == "sudo usermod -aG dialout pibd && sudo systemctl restart pibd")
        #expect(host.findings("groups").map(\.message) == ["the daemon is not in dialout"])
    }

    @Test("without a service it is the asking user who opens ports")
    func privateDaemon() throws {
        var host = FabricatedHost.labComputer()
        host.remove("/usr/lib/systemd/system/pibd.service")
        #expect(host.findings("device-access").map(\.severity) == [.fine])
        host.user.groups.remove(20)
        let finding = try #require(host.findings("device-access").first)
        #expect(finding.message == "ada may not open /dev/ttyACM0")
        #expect(finding.fix == "sudo usermod -aG dialout ada")
    }

    @Test("a raw node that belongs to root asks for the rules, not for a group")
    func rawNode() throws {
        var host = FabricatedHost.labComputer()
        host.add(usb: "1-3", "1234", "5678", "camera", serial: "C1", interface: "ef0500", number: 7)
        host["/sys/module/usbcore/parameters/usbfs_memory_mb"] = .file("1000\n")
        let finding = try #require(host.findings("device-access").first)
        #expect(finding.message == "the daemon may not open /dev/bus/usb/001/007")
        #expect(finding.fix == "sudo udev/install && sudo systemctl restart pibd")
        host["/dev/bus/usb/001/007"] = .node(
            NodeStatus(kind: .characterDevice, mode: 0o660, owner: 0, group: 990))
        #expect(host.findings("device-access").map(\.severity) == [.fine])
    }

    @Test("a node that everybody may write is a warning")
    func everybody() throws {
        var host = FabricatedHost.labComputer()
        host["/dev/ttyACM0"] = .node(NodeStatus(kind: .characterDevice, mode: 0o666, owner: 0, group: 20))
        let finding = try #require(host.findings("device-access").first)
        #expect(finding.severity == .warning)
        #expect(finding.fix == "sudo chmod o= /dev/ttyACM0")
    }

    @Test("a board without its node is an error")
    func noNode() {
        var host = FabricatedHost.labComputer()
        host.remove("/dev/ttyACM0")
        #expect(host.findings("device-access").first?.message.contains("/dev/ttyACM0") == true)
        host.remove("/sys/bus/usb/devices/1-1:1.0/tty")
        #expect(host.findings("device-access").first?.message.contains("has no serial node") == true)
    }

    @Test("a missing group, a missing user and a login from before are told apart")
    func groups() {
        var host = FabricatedHost.labComputer()
        host.user.groups.remove(995)
        #expect(host.findings("groups").map(\.fix) == ["newgrp pibd"])
        host = .labComputer()
        host["/etc/group"] = .file("root:x:0:\ndialout:x:20:pibd\npibd:x:995:\n")
        #expect(host.findings("groups").map(\.fix) == ["sudo groupadd --system labdevices"])
        host = .labComputer()
        host["/etc/passwd"] = .file("root:x:0:0::/root:/bin/sh\n")
        #expect(host.findings("groups").map(\.severity) == [.error])
        #expect(host.findings("groups")[0].fix?.hasPrefix("sudo useradd") == true)
    }

    @Test("a stopped service is judged by its unit, drop-ins included")
    func stopped() {
        var host = FabricatedHost.labComputer()
        host.remove("/sys/fs/cgroup/system.slice/pibd.service")
        host["/etc/group"] = .file("dialout:x:20:\nlabdevices:x:990:\npibd:x:995:\n")
        #expect(host.findings("service").map(\.fix) == ["sudo systemctl start pibd"])
        var hidden = host
        hidden.remove("/sys/fs/cgroup")
        #expect(hidden.findings("service").map(\.severity) == [.unknown])
        #expect(host.findings("device-access").map(\.severity) == [.fine])
        host["/etc/systemd/system/pibd.service.d/groups.conf"] = .file("[Service]\nSupplementaryGroups=\n")
        #expect(host.findings("device-access").map(\.severity) == [.error])
    }

    @Test("a display device needs the group video")
    func video() {
        var host = FabricatedHost.labComputer()
        host.add(usb: "1-4", "0451", "c900", "DLPC900", serial: "D", interface: "030000", number: 8)
        host.add(
            node: "hidraw0", in: "/sys/bus/usb/devices/1-4:1.0/0003:0451:C900.0001/hidraw", device: "245:0",
            group: 990, mode: 0o660, properties: "")
        #expect(host.findings("groups").map(\.message) == ["the daemon is not in video"])
        #expect(host.findings("device-access").map(\.severity) == [.fine])
    }
}
