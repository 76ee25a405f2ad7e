import Testing

@testable import HostDiagnosis

@Suite("Diagnosis") struct DiagnosisTests {
    @Test("a lab computer that is in order has a fine finding for every check and nothing else")
    func inOrder() {
        let diagnosis = Diagnosis(of: FabricatedHost.labComputer(), socket: FabricatedHost.socket)
        #expect(diagnosis.findings.filter { $0.severity != .fine } == [])
        #expect(Set(diagnosis.findings.map(\.check)).count == 13)
        #expect(!diagnosis.isSomethingWrong)
    }

    @Test("a computer without USB, service, rules or udev is described and does not break any check")
    func bare() {
        var host = FabricatedHost()
        host.add(process: 1, "init")
        let diagnosis = Diagnosis(of: host, socket: FabricatedHost.socket)
        #expect(diagnosis.isSomethingWrong)
        #expect(diagnosis.findings.allSatisfy { $0.severity == .fine || $0.fix?.isEmpty == false })
        #expect(diagnosis.findings.contains { $0.check == "groups" && $0.severity == .unknown })
    }

    @Test("an empty root directory has nothing that counts as fine where it could not be looked at")
    func nothingAtAll() {
        let diagnosis = Diagnosis(of: FabricatedHost(), socket: FabricatedHost.socket)
        for check in ["groups", "modem-manager"] {
            #expect(diagnosis.findings.filter { $0.check == check }.map(\.severity) == [.unknown])
        }
    }

    @Test(
        "what may not be read is unknown, never fine",
        arguments: [
            ("/sys/bus/usb/devices", ["device-access", "autosuspend", "serial-numbers", "boot-loader", "groups"]),
            ("/sys/bus/usb/devices/1-1/power/control", ["autosuspend"]),
            ("/sys/bus/usb/devices/1-1/idVendor", ["device-access", "port-holders", "autosuspend"]),
            ("/sys/bus/usb-serial/devices", ["latency-timer"]), ("/proc", ["modem-manager", "port-holders"]),
            ("/proc/1/fd", ["port-holders"]), ("/proc/locks", ["port-holders"]), ("/proc/net/unix", ["socket"]),
            ("/etc/group", ["groups"]), ("/dev/ttyACM0", ["device-access"]), (FabricatedHost.socket, ["socket"]),
            ("/etc/udev/rules.d/60-pibd-identify.rules", ["udev-rules"]),
            ("/sys/fs/cgroup/system.slice/pibd.service/cgroup.procs", ["service"]),
        ])
    func unreadable(path: String, checks: [String]) {
        var host = FabricatedHost.labComputer()
        host[path] = .closed
        for check in checks {
            let findings = host.findings(check)
            #expect(findings.contains { $0.severity == .unknown }, "\(check) of \(path): \(findings)")
            #expect(!findings.contains { $0.severity == .fine }, "\(check) of \(path): \(findings)")
        }
    }

    @Test("the fingerprints of the rules are those of the files in udev/", arguments: RulesCheck.files)
    func fingerprints(name: String, fingerprint: UInt64) {
        let text = Repository.text("udev/\(name)")
        #expect(!text.isEmpty)
        let actual = String(RulesCheck.fingerprint(of: text), radix: 16)
        #expect(RulesCheck.fingerprint(of: text) == fingerprint, "\(name) has the fingerprint \(actual)")
    }

    @Test("the devices known without udev are those that the rules identify")
    func knownDevices() throws {
        let rules = Repository.text("udev/60-pibd-identify.rules").split(separator: "\n")
            .filter { !$0.hasPrefix("#") }.joined()
        let vendors = rules.matches(of: #/ATTRS\{idVendor\}=="([0-9a-f]{4})", ATTRS\{idProduct\}=="([0-9a-f]{4})"/#)
        let ids = vendors.map { "\($0.1):\($0.2)" }.sorted()
        #expect(ids == KnownDevice.byIdentifier.map { "\($0.vendor):\($0.product)" }.sorted())
        for known in KnownDevice.byIdentifier {
            #expect(rules.contains("ENV{ID_PIBD_DRIVER}=\"\(known.driver)\""))
            if let text = known.text { #expect(rules.contains("ATTRS{product}==\"\(text)\"")) }
        }
        for known in KnownDevice.byInterface { #expect(rules.contains("*:\(known.interface):*")) }
    }
}
