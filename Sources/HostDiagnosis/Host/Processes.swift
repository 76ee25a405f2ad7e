/// The processes in /proc.
struct Processes: Sendable {
    /// One process, as far as anybody may look.
    struct Process: Sendable, Equatable {
        var id: Int
        /// Name of its program, 15 characters at most.
        var name: String
    }

    let all: [Process]

    /// Reads the names of all processes; unreadable where /proc is not there.
    static func read(from host: any HostView) -> Observation<Processes> {
        switch host.names("/proc") {
        case .found(let names):
            let processes = names.compactMap(Int.init).sorted().compactMap { id in
                host.attribute("/proc/\(id)/comm").value.map { Process(id: id, name: $0) }
            }
            // A host without a single process is a /proc that shows none.
            return processes.isEmpty ? .unreadable("/proc shows no process") : .found(Processes(all: processes))
        case .absent: return .unreadable("/proc is not there")
        case .unreadable(let reason): return .unreadable("/proc: \(reason)")
        }
    }

    /// Those whose program is called so.
    func named(_ name: String) -> [Process] { all.filter { $0.name == name } }

    /// The user and groups a process runs under.
    static func account(of id: Int, name: String, on host: any HostView) -> Observation<Account> {
        switch host.text("/proc/\(id)/status") {
        case .found(let text):
            let users = numbers(after: "Uid:", in: text)
            let groups = numbers(after: "Gid:", in: text) + numbers(after: "Groups:", in: text)
            guard users.count > 1 else { return .unreadable("/proc/\(id)/status has no user") }
            return .found(Account(name: name, id: users[1], groups: Set(groups)))
        case .absent: return .absent
        case .unreadable(let reason): return .unreadable(reason)
        }
    }

    private static func numbers(after label: String, in text: String) -> [UInt32] {
        text.split(separator: "\n").first { $0.hasPrefix(label) }?
            .dropFirst(label.count).split(whereSeparator: \.isWhitespace).compactMap { UInt32($0) } ?? []
    }
}
