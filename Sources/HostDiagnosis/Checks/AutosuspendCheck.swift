/// The kernel does not put the laboratory's devices to sleep.
enum AutosuspendCheck: HostCheck {
    static let name = "autosuspend"

    static func look(at scene: Scene, _ findings: inout Findings) -> String {
        let devices = findings.devices(in: scene)
        for device in devices {
            let path = "\(device.directory)/power/control"
            guard let control = findings.known(scene.host.attribute(path), path), control != "on" else { continue }
            findings.warning(
                "the kernel may put \(device.description) to sleep", evidence: "\(path) is \(control)",
                fix: "echo on | sudo tee \(path)")
        }
        return devices.isEmpty ? "no device of the laboratory is plugged in" : "\(devices.count) devices stay awake"
    }
}
