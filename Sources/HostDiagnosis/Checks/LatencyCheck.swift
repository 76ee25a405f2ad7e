/// FTDI bridges pass on short replies at once.
enum LatencyCheck: HostCheck {
    static let name = "latency-timer"

    private static let folder = "/sys/bus/usb-serial/devices"

    static func look(at scene: Scene, _ findings: inout Findings) -> String {
        let ports = findings.known(scene.host.names(folder), folder) ?? []
        var looked = 0
        for port in ports {
            let path = "\(folder)/\(port)/latency_timer"
            guard let text = findings.known(scene.host.attribute(path), path) else { continue }
            looked += 1
            guard let milliseconds = Int(text) else {
                findings.unknown("\(path) is not a number", evidence: text, fix: "cat \(path)")
                continue
            }
            if milliseconds > 1 {
                findings.warning(
                    "/dev/\(port) holds back short replies for \(milliseconds) ms", evidence: "\(path) is \(text)",
                    fix: "echo 1 | sudo tee \(path)")
            }
        }
        return looked == 0 ? "no FTDI bridge is plugged in" : "\(looked) FTDI bridges reply at once"
    }
}
