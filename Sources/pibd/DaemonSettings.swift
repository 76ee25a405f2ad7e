import Laboratory

/// What one daemon is started with, from the command line, the environment and the configuration, in that order.
struct DaemonSettings {
    let socket: String
    let stateDirectory: String
    let permissions: PermissionSettings
    let metrics: MetricsSettings
    let devices: [DeviceSettings]
    let simulate: Bool
    let dataPath: String?

    /// Where energised devices are listed: beside the control socket, so that `pibctl` finds the list too.
    var energisedDirectory: String {
        (socket.lastIndex(of: "/").map { String(socket[..<$0]) } ?? ".") + "/energised"
    }

    init(file: DaemonFile?, simulate: Bool, socket: String?, stateDirectory: String?, dataPath: String?) {
        self.socket = socket ?? file?.socket ?? "/run/pibd/pibd.sock"
        self.stateDirectory = stateDirectory ?? file?.stateDirectory ?? "/var/lib/pibd"
        self.simulate = simulate
        self.dataPath = dataPath
        permissions = file?.permissions ?? PermissionSettings(group: "pibd")
        metrics = file?.metrics ?? MetricsSettings()
        devices = file?.devices ?? []
    }
}
