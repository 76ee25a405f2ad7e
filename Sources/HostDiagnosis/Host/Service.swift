/// The daemon as a service of this host: its unit file, the user it runs as, and whether it runs.
struct Service: Sendable {
    /// Path of the unit file, nil where no service is installed.
    let unit: String?
    /// `User=` of the unit.
    let user: String
    /// `SupplementaryGroups=` of the unit.
    let groups: [String]
    /// The service's processes; empty where it does not run.
    let processes: Observation<[Int]>

    static let name = "pibd.service"
    private static let folders = [
        "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
        "/lib/systemd/system",
    ]

    /// Looks for the service without asking the service manager, which may not be there.
    init(on host: any HostView) {
        unit = Self.folders.map { "\($0)/\(Self.name)" }.first { host.exists($0) }
        var text = unit.flatMap { host.text($0).value } ?? ""
        for folder in Self.folders.reversed() {
            for name in host.names("\(folder)/\(Self.name).d").value ?? [] where name.hasSuffix(".conf") {
                text += "\n" + (host.text("\(folder)/\(Self.name).d/\(name)").value ?? "")
            }
        }
        user = Self.values("User", in: text).last.flatMap { $0.isEmpty ? nil : $0 } ?? "pibd"
        var groups: [String] = []
        for value in Self.values("SupplementaryGroups", in: text) {
            // An empty value takes back those before it, as the service manager has it.
            groups = value.isEmpty ? [] : groups + value.split(separator: " ").map(String.init)
        }
        self.groups = groups
        processes = Self.processes(on: host)
    }

    private static func values(_ key: String, in text: String) -> [String] {
        text.split(separator: "\n").map(\.trimmed).filter { $0.hasPrefix(key + "=") }
            .map { $0.dropFirst(key.count + 1).trimmed }
    }

    private static func processes(on host: any HostView) -> Observation<[Int]> {
        let roots = ["/sys/fs/cgroup/system.slice", "/sys/fs/cgroup/systemd/system.slice"]
        guard roots.contains(where: host.exists) else { return .unreadable("no control groups of services are seen") }
        var found: Observation<[Int]> = .absent
        for root in roots {
            switch host.text("\(root)/\(name)/cgroup.procs") {
            case .found(let text): return .found(text.split(separator: "\n").compactMap { Int($0.trimmed) })
            case .unreadable(let reason): found = .unreadable(reason)
            case .absent: continue
            }
        }
        return found
    }
}
