/// The daemon's own configuration, usually /etc/pibd/pibd.toml.
public struct DaemonFile: Sendable {
    /// Path of the control socket.
    public let socket: String
    /// Directory of the store.
    public let stateDirectory: String
    /// Members of this group may control devices and runs.
    public let group: String
    /// Who may do what.
    public let permissions: PermissionSettings
    /// Where the numbers are told to monitoring.
    public let metrics: MetricsSettings
    /// The devices in order.
    public let devices: [DeviceSettings]

    /// Reads a configuration from `text`; `file` is its name in messages. Throws `ConfigurationError`.
    public init(text: String, file: String) throws {
        try self.init(TOMLDocument(text: text, file: file))
    }

    /// Reads the configuration file at `path`. Throws `ConfigurationError`.
    public init(path: String) throws {
        try self.init(TOMLDocument(path: path))
    }

    private init(_ document: TOMLDocument) throws {
        let root = try document.checked(against: Self.schema)
        let daemon = root.section("daemon")
        socket = try Self.absolutePath("socket", in: daemon)
        // sockaddr_un holds 108 bytes with the closing NUL.
        guard socket.utf8.count <= 107 else {
            throw daemon.error("socket", "the path is longer than 107 bytes", remedy: "choose a shorter one")
        }
        stateDirectory = try Self.absolutePath("state-directory", in: daemon)
        group = try daemon.string("group")
        permissions = try PermissionSettings(root.section("permissions"), group: group)
        metrics = try MetricsSettings(root.section("metrics"))
        var devices: [DeviceSettings] = []
        for table in root.sections("device") {
            let device = try DeviceSettings(table)
            guard !devices.contains(where: { $0.id == device.id }) else {
                throw table.error(
                    "id", "the id \"\(device.id)\" is taken by another device", remedy: "give every device its own id")
            }
            devices.append(device)
        }
        self.devices = devices
    }

    private static func absolutePath(_ name: String, in section: TOMLSection) throws -> String {
        let path = try section.string(name)
        guard path.hasPrefix("/") else {
            throw section.error(name, "expected an absolute path, found \"\(path)\"", remedy: "begin it with /")
        }
        return path
    }
}
