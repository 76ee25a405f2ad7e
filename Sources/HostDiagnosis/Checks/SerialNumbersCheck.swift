/// Every board can be told from every other by its serial number.
enum SerialNumbersCheck: HostCheck {
    static let name = "serial-numbers"

    static func look(at scene: Scene, _ findings: inout Findings) -> String {
        _ = findings.devices(in: scene)
        // Every device with a serial port counts: a board behind a plain bridge is not known as one.
        let devices = scene.inventory.devices.filter { !$0.serialPorts.isEmpty || $0.driver != nil }
        let groups = Dictionary(grouping: devices) { [$0.vendor, $0.product, $0.serial] }
        for twins in groups.values.sorted(by: { $0[0].port < $1[0].port }) {
            let serial = twins[0].serial
            let places = twins.map { "\($0.port) (\($0.nodes.last?.path ?? "no node"))" }.joined(separator: ", ")
            if twins.count > 1, !serial.isEmpty {
                findings.error(
                    "\(twins.count) devices have the serial number \(serial)",
                    evidence: "\(twins[0].vendor):\(twins[0].product) at USB \(places)", fix: byPath)
            } else if serial.isEmpty, twins.count > 1 || twins[0].transport == .serial {
                findings.warning(
                    "\(twins[0].vendor):\(twins[0].product) has no serial number: only its place tells it from others",
                    evidence: "USB \(places)", fix: byPath)
            }
        }
        return devices.isEmpty ? "no serial port is plugged in" : "\(devices.count) devices, all different"
    }

    /// The names to write into the configuration instead of `serial:`.
    private static let byPath = "ls -l /dev/serial/by-path"
}
