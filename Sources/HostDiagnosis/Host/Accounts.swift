/// The users and groups in /etc/passwd and /etc/group.
struct Accounts: Sendable {
    /// A line of /etc/group.
    struct Group: Sendable, Equatable {
        var name: String
        var id: UInt32
        var members: Set<String>
    }

    private(set) var groups: [String: Group] = [:]
    private var users: [String: (id: UInt32, group: UInt32)] = [:]

    /// Reads both files; unreadable if either is.
    static func read(from host: any HostView) -> Observation<Accounts> {
        switch (host.text("/etc/passwd"), host.text("/etc/group")) {
        case (.found(let users), .found(let groups)): .found(Accounts(passwd: users, group: groups))
        case (.unreadable(let reason), _): .unreadable("/etc/passwd: \(reason)")
        case (_, .unreadable(let reason)): .unreadable("/etc/group: \(reason)")
        default: .unreadable("/etc/passwd and /etc/group are not both there")
        }
    }

    init(passwd: String, group: String) {
        for fields in Self.lines(passwd) where fields.count >= 4 {
            guard let id = UInt32(fields[2]), let first = UInt32(fields[3]) else { continue }
            users[fields[0]] = (id, first)
        }
        for fields in Self.lines(group) where fields.count >= 4 {
            guard let id = UInt32(fields[2]) else { continue }
            groups[fields[0]] = Group(
                name: fields[0], id: id, members: Set(fields[3].split(separator: ",").map(String.init)))
        }
    }

    private static func lines(_ text: String) -> [[String]] {
        text.split(separator: "\n").map {
            $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// The user of this name with the groups that the file gives it, nil if there is none.
    func account(_ name: String) -> Account? {
        guard let user = users[name] else { return nil }
        let member = groups.values.filter { $0.members.contains(name) }.map(\.id)
        return Account(name: name, id: user.id, groups: Set(member).union([user.group]))
    }

    /// Name of a group; its number where it has none.
    func groupName(_ id: UInt32) -> String { groups.values.first { $0.id == id }?.name ?? String(id) }

    /// Name of a user; its number where it has none.
    func userName(_ id: UInt32) -> String { users.first { $0.value.id == id }?.key ?? String(id) }
}
