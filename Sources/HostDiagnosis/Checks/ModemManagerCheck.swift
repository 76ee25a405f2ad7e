/// ModemManager does not look at the laboratory's serial ports.
enum ModemManagerCheck: HostCheck {
    static let name = "modem-manager"

    static func look(at scene: Scene, _ findings: inout Findings) -> String {
        guard let processes = findings.known(scene.processes, "the processes") else { return "" }
        guard let manager = processes.named("ModemManager").first else { return "ModemManager does not run" }
        for device in findings.devices(in: scene) {
            for port in device.serialPorts {
                switch port.properties {
                case .unreadable(let reason):
                    findings.unknown("it cannot be said whether ModemManager ignores \(port.path)", evidence: reason)
                case .found(let properties) where isIgnored(properties): continue
                case .found, .absent:
                    findings.error(
                        "ModemManager may send AT commands to \(port.path)",
                        evidence: "ModemManager runs as process \(manager.id); udev has no ID_MM_PORT_IGNORE for "
                            + device.description,
                        fix: fix(for: port, on: scene.host))
                }
            }
        }
        return "ModemManager runs and ignores the laboratory's ports"
    }

    private static func isIgnored(_ properties: [String: String]) -> Bool {
        properties["ID_MM_PORT_IGNORE"] == "1" || properties["ID_MM_DEVICE_IGNORE"] == "1"
    }

    /// Where the rules are installed udev only has to go through them again; else they are what is missing.
    private static func fix(for port: USBDevice.Node, on host: any HostView) -> String {
        let installed = RulesCheck.folders.contains { host.exists("\($0)/\(RulesCheck.files[0].name)") }
        return installed ? "sudo udevadm trigger --action=add \(port.directory)" : RulesCheck.install
    }
}
