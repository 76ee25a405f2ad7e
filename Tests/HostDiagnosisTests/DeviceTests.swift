import Testing

@testable import HostDiagnosis

@Suite("Devices and who disturbs them") struct DeviceTests {
    @Test("a stranger who has the port open is named with his process")
    func holder() throws {
        var host = FabricatedHost.labComputer()
        host.add(process: 4711, "minicom", open: ["/dev/ttyACM0"])
        let finding = try #require(host.findings("port-holders").first)
        #expect(finding.severity == .error)
        #expect(finding.message == "minicom has /dev/ttyACM0 open")
        #expect(finding.fix == "sudo kill 4711")
    }

    @Test("a stranger is found by his lock where his files cannot be seen")
    func lock() {
        var host = FabricatedHost.labComputer()
        host.add(process: 4711, "minicom")
        host["/proc/4711/fd"] = .closed
        host["/proc/locks"] = .file(
            """
            1: POSIX  ADVISORY  WRITE 5 00:05:1043 0 EOF
            2: FLOCK  ADVISORY  WRITE 4711 00:05:1043 0 EOF

            """)
        let findings = host.findings("port-holders")
        #expect(findings.contains { $0.message == "minicom has /dev/ttyACM0 open" })
        #expect(findings.contains { $0.severity == .unknown })
        host["/proc/locks"] = .file("2: FLOCK  ADVISORY  WRITE 4711 00:05:9999 0 EOF\n")
        #expect(host.findings("port-holders").map(\.severity) == [.unknown])
    }

    @Test("two daemons on one port are an error")
    func twoDaemons() {
        var host = FabricatedHost.labComputer()
        host.add(process: 900, "pibd", open: ["/dev/ttyACM0"])
        #expect(host.findings("port-holders").map(\.fix) == ["sudo kill 900"])
    }

    @Test("ModemManager counts only where it runs and udev does not keep it away")
    func modemManager() {
        var host = FabricatedHost.labComputer()
        host.add(process: 600, "ModemManager")
        #expect(host.findings("modem-manager").map(\.severity) == [.fine])
        host["/run/udev/data/c166:0"] = .file("E:ID_BUS=usb\n")
        let findings = host.findings("modem-manager")
        #expect(findings.map(\.severity) == [.error])
        #expect(findings[0].fix == "sudo udevadm trigger --action=add /sys/bus/usb/devices/1-1:1.0/tty/ttyACM0")
        host.remove("/etc/udev/rules.d/60-pibd-identify.rules")
        #expect(host.findings("modem-manager").map(\.fix) == ["sudo udev/install"])
        host.remove("/run/udev")
        #expect(host.findings("modem-manager").map(\.severity) == [.unknown])
    }

    @Test("brltty counts where it took a bridge, or runs beside one that has no port")
    func braille() {
        var host = FabricatedHost.labComputer()
        host.addBridge(latency: "1", product: "6001")
        #expect(host.findings("brltty").map(\.severity) == [.fine])
        host["/usr/lib/udev/rules.d/85-brltty.rules"] = .file("# rules\n")
        #expect(host.findings("brltty").map(\.severity) == [.fine])
        host["/run/udev/data/c189:9"] = .file("E:BRLTTY_BRAILLE_DRIVER=hm\n")
        #expect(
            host.findings("brltty").map(\.fix) == [
                "sudo ln -sf /dev/null /etc/udev/rules.d/85-brltty.rules && sudo udevadm control --reload"
            ])
        host["/etc/udev/rules.d/85-brltty.rules"] = .link("/dev/null")
        #expect(host.findings("brltty").map(\.severity) == [.fine])
        host.add(process: 700, "brltty")
        host.remove("/sys/bus/usb/devices/1-2:1.0/ttyUSB0")
        #expect(host.findings("brltty").map(\.fix) == ["sudo systemctl mask --now brltty"])
    }

    @Test("the same serial number twice is an error, none at all a warning")
    func serials() {
        var host = FabricatedHost.labComputer()
        host.addArcOne(port: "1-5", number: 1, serial: "ARC-8")
        #expect(host.findings("serial-numbers").map(\.severity) == [.fine])
        host.addArcOne(port: "1-5", number: 1, serial: "ARC-7")
        let findings = host.findings("serial-numbers")
        #expect(findings.map(\.severity) == [.error])
        #expect(findings[0].message == "2 devices have the serial number ARC-7")
        #expect(findings[0].evidence.contains("1-1 (/dev/ttyACM0), 1-5 (/dev/ttyACM1)"))
        host.remove("/sys/bus/usb/devices/1-5/serial")
        #expect(host.findings("serial-numbers").map(\.severity) == [.warning])
    }

    @Test("an FTDI bridge that holds back replies is a warning with the path in its command")
    func latency() {
        var host = FabricatedHost.labComputer()
        host.addBridge(latency: "16")
        #expect(
            host.findings("latency-timer").map(\.fix) == [
                "echo 1 | sudo tee /sys/bus/usb-serial/devices/ttyUSB0/latency_timer"
            ])
        host["/sys/bus/usb-serial/devices/ttyUSB0/latency_timer"] = .file("nonsense")
        #expect(host.findings("latency-timer").map(\.severity) == [.unknown])
        host["/sys/bus/usb-serial/devices/ttyUSB0/latency_timer"] = .file("1")
        #expect(host.findings("latency-timer").map(\.severity) == [.fine])
    }

    @Test("a device that may be put to sleep is a warning, if it is the laboratory's")
    func autosuspend() {
        var host = FabricatedHost.labComputer()
        host.addBridge(latency: "1")
        host["/sys/bus/usb/devices/1-2/power/control"] = .file("auto\n")
        #expect(host.findings("autosuspend").map(\.severity) == [.fine])
        // Named by the laboratory's own rule.
        host["/run/udev/data/c189:9"] = .file("E:ID_PIBD_DRIVER=crossbar-board\nE:ID_PIBD_TRANSPORT=serial\n")
        #expect(
            host.findings("autosuspend").map(\.fix) == ["echo on | sudo tee /sys/bus/usb/devices/1-2/power/control"])
    }

    @Test("little memory for USB frames counts where a camera is")
    func bufferMemory() {
        var host = FabricatedHost.labComputer()
        host["/sys/module/usbcore/parameters/usbfs_memory_mb"] = .file("16\n")
        #expect(host.findings("usbfs-memory").map(\.severity) == [.fine])
        host.add(usb: "1-3", "1234", "5678", "camera", serial: "C1", interface: "ef0500", number: 7, group: 990)
        #expect(host.findings("usbfs-memory").map(\.severity) == [.warning])
        host["/sys/module/usbcore/parameters/usbfs_memory_mb"] = .file("0\n")
        #expect(host.findings("usbfs-memory").map(\.severity) == [.fine])
        host.remove("/sys/module/usbcore")
        #expect(host.findings("usbfs-memory").map(\.severity) == [.unknown])
    }

    @Test("a board in its boot loader is a warning")
    func bootLoader() {
        var host = FabricatedHost.labComputer()
        host.add(usb: "1-6", "0483", "df11", "DFU", serial: "S", interface: "fe0102", number: 11)
        #expect(host.findings("boot-loader").map(\.fix) == ["sudo usbreset 0483:df11"])
    }

    @Test("rules that are missing, switched off or of another version are told apart")
    func rules() {
        var host = FabricatedHost.labComputer()
        let path = "/etc/udev/rules.d/61-pibd-access.rules"
        host[path] = .file("# older\n")
        #expect(host.findings("udev-rules").map(\.severity) == [.warning])
        host[path] = .file("")
        #expect(host.findings("udev-rules").map(\.severity) == [.error])
        host.remove(path)
        #expect(host.findings("udev-rules").map(\.message) == ["not installed: 61-pibd-access.rules"])
        host["/usr/lib/udev/rules.d/61-pibd-access.rules"] = .file(Repository.text("udev/61-pibd-access.rules"))
        #expect(host.findings("udev-rules").map(\.severity) == [.fine])
    }
}
