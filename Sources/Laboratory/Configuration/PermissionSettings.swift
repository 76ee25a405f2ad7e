import Glibc

/// Who may do what: the table `[permissions]`, names already looked up.
public struct PermissionSettings: Sendable, Equatable {
    /// What there is to be allowed. The safe state is not among it: everybody may call for it, always.
    public enum Verb: String, Sendable, CaseIterable {
        /// Looking: status, devices, runs and their results, the audit trail.
        case read
        /// Driving a device by hand: leases, measurements, readings, recordings.
        case measure
        /// Runs, and test routines that pulse cells.
        case drive
        /// Changing how devices behave: injected faults.
        case configure
        /// Taking a device away from somebody else.
        case kick
    }

    /// Somebody who may do something.
    public enum Grantee: Sendable, Hashable {
        /// Whoever is on this machine.
        case everyone
        /// A user, by name and number.
        case user(String, UInt32)
        /// The members of a group, by name and number; without a number the group does not exist and has no members.
        case group(String, UInt32?)
    }

    /// Who may do it, verb by verb.
    public let grantees: [Verb: [Grantee]]

    /// The keys of the table.
    static let schema = TOMLSchema([
        .init("read", .strings, "who may look; everyone if not written"),
        .init("measure", .strings, "who may take devices and measure by hand; the daemon's group if not written"),
        .init("drive", .strings, "who may run experiments and test routines; the daemon's group if not written"),
        .init("configure", .strings, "who may inject faults; the daemon's group if not written"),
        .init("kick", .strings, "who may take a device from somebody else; the daemon's group if not written"),
    ])

    /// What holds where nothing is written: everybody looks, the members of `group` do the rest.
    public init(group: String) {
        let members = Grantee.group(group, Self.groupID(named: group))
        grantees = Dictionary(uniqueKeysWithValues: Verb.allCases.map { ($0, $0 == .read ? [.everyone] : [members]) })
    }

    /// Reads the table. A user or group that does not exist is refused with a `ConfigurationError`: whoever is meant
    /// would be shut out without a word.
    init(_ section: TOMLSection, group: String) throws {
        var grantees = PermissionSettings(group: group).grantees
        for verb in Verb.allCases where section.isWritten(verb.rawValue) {
            grantees[verb] = try section.strings(verb.rawValue).map { text in
                try Self.grantee(text, verb.rawValue, in: section)
            }
        }
        self.grantees = grantees
    }

    private static func grantee(_ text: String, _ key: String, in section: TOMLSection) throws -> Grantee {
        if text == "everyone" { return .everyone }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, ["user", "group"].contains(parts[0]), !parts[1].isEmpty else {
            throw section.error(
                key, "\"\(text.prefix(64))\" is neither a user nor a group",
                remedy: "write \"user:NAME\", \"group:NAME\" or \"everyone\"")
        }
        let name = parts[1]
        guard let id = parts[0] == "user" ? userID(named: name) : groupID(named: name) else {
            throw section.error(
                key, "there is no \(parts[0]) \"\(name.prefix(64))\" on this machine",
                remedy: "make it (add\(parts[0]) \(name.prefix(64))), or take it off the list")
        }
        return parts[0] == "user" ? .user(name, id) : .group(name, id)
    }

    /// Asks the system's databases, once, when a configuration is read.
    private static func groupID(named name: String) -> UInt32? {
        lookedUp { buffer, needsMore in
            var entry = group()
            var found: UnsafeMutablePointer<group>?
            needsMore = getgrnam_r(name, &entry, &buffer, buffer.count, &found) == ERANGE
            return found == nil ? nil : entry.gr_gid
        }
    }

    private static func userID(named name: String) -> UInt32? {
        lookedUp { buffer, needsMore in
            var entry = passwd()
            var found: UnsafeMutablePointer<passwd>?
            needsMore = getpwnam_r(name, &entry, &buffer, buffer.count, &found) == ERANGE
            return found == nil ? nil : entry.pw_uid
        }
    }

    /// A group with many members needs more room: the question is put again with more of it.
    private static func lookedUp(
        _ question: (_ buffer: inout [CChar], _ needsMore: inout Bool) -> UInt32?
    ) -> UInt32? {
        var size = 4096
        while size < 1 << 24 {
            var buffer = [CChar](repeating: 0, count: size)
            var needsMore = false
            let id = question(&buffer, &needsMore)
            if !needsMore { return id }
            size *= 4
        }
        return nil
    }
}
