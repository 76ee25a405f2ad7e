/// Whoever has to open a device may, and not everybody may.
enum AccessCheck: HostCheck {
    static let name = "device-access"

    static func look(at scene: Scene, _ findings: inout Findings) -> String {
        let devices = findings.devices(in: scene)
        for device in devices {
            if device.opened.isEmpty {
                findings.error(
                    "\(device.description) has no \(device.transport?.rawValue ?? "device") node",
                    evidence: "no kernel driver has taken it", fix: "sudo dmesg | grep -F 'usb \(device.port)'")
            }
            for node in device.opened { judge(node, of: device, scene, &findings) }
        }
        return devices.isEmpty ? "no device of the laboratory is plugged in" : "\(devices.count) devices can be opened"
    }

    private static func judge(
        _ node: USBDevice.Node, of device: USBDevice, _ scene: Scene, _ findings: inout Findings
    ) {
        guard let status = findings.known(scene.host.status(node.path), node.path) else {
            if case .absent = scene.host.status(node.path) {
                findings.error(
                    "\(node.path) of \(device.description) is missing", evidence: "sysfs has it, /dev does not",
                    fix: "sudo udevadm trigger --action=add \(node.directory)")
            }
            return
        }
        let group = scene.accounts.value?.groupName(status.group) ?? String(status.group)
        let owner = scene.accounts.value?.userName(status.owner) ?? String(status.owner)
        let evidence = "\(node.path) \(owner):\(group) \(status.octal), \(device.description)"
        if status.mode & 0o002 != 0 {
            findings.warning(
                "anybody on this host can drive \(node.path)", evidence: evidence, fix: "sudo chmod o= \(node.path)")
        }
        opener(node, status, group: group, evidence: evidence, scene, &findings)
    }

    private static func opener(
        _ node: USBDevice.Node, _ status: NodeStatus, group: String, evidence: String, _ scene: Scene,
        _ findings: inout Findings
    ) {
        guard let daemon = scene.daemonAccount() else {
            // Without a service the person asking runs the daemon.
            guard findings.known(scene.host.opens(node.path), node.path) == false else { return }
            findings.error(
                "\(scene.host.user.name) may not open \(node.path)", evidence: evidence,
                fix: remedy(node, status, group: group, user: scene.host.user.name))
            return
        }
        guard let account = findings.known(daemon, "the daemon's groups"), !status.opens(for: account) else { return }
        findings.error(
            "the daemon may not open \(node.path)", evidence: "\(evidence); user \(account.name)",
            fix: remedy(node, status, group: group, user: account.name) + " && sudo systemctl restart pibd")
    }

    private static func remedy(
        _ node: USBDevice.Node, _ status: NodeStatus, group: String, user: String
    ) -> String {
        let groupMay = status.mode & 0o060 == 0o060 && status.group != 0
        return groupMay ? "sudo usermod -aG \(group) \(user)" : RulesCheck.install
    }
}
