/// There is room for a camera's frames on their way through usbfs.
enum BufferMemoryCheck: HostCheck {
    static let name = "usbfs-memory"

    private static let path = "/sys/module/usbcore/parameters/usbfs_memory_mb"
    /// [MB] A dozen frames of a 5-megapixel camera at 16 bits; 0 is no limit.
    private static let enough = 128

    static func look(at scene: Scene, _ findings: inout Findings) -> String {
        let cameras = findings.devices(in: scene).filter { $0.driver == "aravis-camera" }
        guard let camera = cameras.first else { return "no USB camera is plugged in" }
        guard let text = findings.known(scene.host.attribute(path), path), let megabytes = Int(text) else {
            findings.unknown("the memory for USB frames is not known", evidence: path, fix: "cat \(path)")
            return ""
        }
        if megabytes != 0, megabytes < enough {
            findings.warning(
                "\(megabytes) MB for all USB frames on their way: \(camera.description) may lose some",
                evidence: "\(path) is \(text)", fix: "echo 1000 | sudo tee \(path)")
        }
        return "\(megabytes) MB"
    }
}
