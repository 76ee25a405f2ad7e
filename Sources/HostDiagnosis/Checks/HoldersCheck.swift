/// Nobody but the daemon has the laboratory's serial ports open.
enum HoldersCheck: HostCheck {
    static let name = "port-holders"

    static func look(at scene: Scene, _ findings: inout Findings) -> String {
        let ports = findings.devices(in: scene).flatMap { device in device.opened.map { ($0.path, device) } }
        guard !ports.isEmpty else { return "no device of the laboratory is plugged in" }
        guard let processes = findings.known(scene.processes, "the processes") else { return "" }
        let open = openFiles(processes, among: Set(ports.map(\.0)), scene, &findings)
        let locks = findings.known(scene.host.text("/proc/locks"), "the table of locks").map(Locks.init)
        for (path, device) in ports {
            var holders = open[path] ?? []
            if let lock = locks, let status = scene.host.status(path).value {
                holders += lock.holders(of: status).filter { id in !holders.contains { $0.id == id } }
                    .map { id in processes.all.first { $0.id == id } ?? .init(id: id, name: "process") }
            }
            judge(path, device, holders, &findings)
        }
        return "nobody but the daemon has a device open"
    }

    private static func judge(
        _ path: String, _ device: USBDevice, _ holders: [Processes.Process], _ findings: inout Findings
    ) {
        let strangers = holders.filter { $0.name != "pibd" && $0.name != "pib-safe" }
        for stranger in strangers {
            findings.error(
                "\(stranger.name) has \(path) open", evidence: "process \(stranger.id), \(device.description)",
                fix: stranger.name == "ModemManager"
                    ? "sudo systemctl mask --now ModemManager" : "sudo kill \(stranger.id)")
        }
        let daemons = holders.filter { $0.name == "pibd" }
        if daemons.count > 1 {
            findings.error(
                "\(daemons.count) daemons have \(path) open",
                evidence: "processes \(daemons.map { String($0.id) }.joined(separator: ", "))",
                fix: "sudo kill \(daemons[daemons.count - 1].id)")
        }
    }

    /// Who has one of `paths` open. Processes whose files may not be seen are counted in one finding.
    private static func openFiles(
        _ processes: Processes, among paths: Set<String>, _ scene: Scene, _ findings: inout Findings
    ) -> [String: [Processes.Process]] {
        var open: [String: [Processes.Process]] = [:]
        var hidden: [Int] = []
        for process in processes.all {
            let folder = "/proc/\(process.id)/fd"
            switch scene.host.names(folder) {
            case .absent: continue
            case .unreadable: hidden.append(process.id)
            case .found(let names):
                let links = Set(names.compactMap { scene.host.link("\(folder)/\($0)").value })
                for path in links.intersection(paths) { open[path, default: []].append(process) }
            }
        }
        if !hidden.isEmpty {
            findings.unknown(
                "the open files of \(hidden.count) processes cannot be seen",
                evidence: "for instance /proc/\(hidden[0])/fd; \(scene.host.user.name) may not look")
        }
        return open
    }
}

/// /proc/locks: who has locked which file as a whole.
struct Locks: Sendable {
    private var holders: [String: [Int]] = [:]

    /// Lines such as `1: FLOCK  ADVISORY  WRITE 812 00:05:1043 0 EOF`; the numbers of the file system are hexadecimal.
    init(_ text: String) {
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count >= 6, fields[1] == "FLOCK", let process = Int(fields[4]), process > 0 else { continue }
            holders[String(fields[5]), default: []].append(process)
        }
    }

    func holders(of node: NodeStatus) -> [Int] {
        let (major, minor) = node.fileSystem
        return holders["\(twoDigits(major)):\(twoDigits(minor)):\(node.inode)"] ?? []
    }

    private func twoDigits(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        return digits.count < 2 ? "0" + digits : digits
    }
}
