import ControlInterface
import Glibc
import Laboratory

/// Who may do what: the configuration's `[permissions]`. The daemon's own user and root may do everything, and
/// everybody may call for the safe state.
public struct AccessControl: Sendable {
    private let permissions: PermissionSettings
    private let owner: UInt32

    /// Access as `permissions` say.
    public init(_ permissions: PermissionSettings, owner: UInt32 = geteuid()) {
        self.permissions = permissions
        self.owner = owner
    }

    /// What holds where nothing is configured: everybody looks, the members of `group` do the rest.
    public init(group: String, owner: UInt32 = geteuid()) {
        self.init(PermissionSettings(group: group), owner: owner)
    }

    /// Throws `LabError.notPermitted` when the peer may not call the method with these parameters.
    func check(_ method: String, _ parameters: JSONValue = [:], peer: VarlinkPeer) throws {
        guard let verb = MethodVerbs.verb(of: method, parameters), peer.uid != 0, peer.uid != owner else { return }
        let grantees = permissions.grantees[verb] ?? []
        if grantees.contains(where: { $0.includes(peer) }) { return }
        let name = MethodVerbs.shortName(method)
        throw LabError(
            .notPermitted, message: "\(name) (to \(verb.rawValue)) is for \(grantees.words)",
            remedy: grantees.remedy(verb))
    }
}

extension PermissionSettings.Grantee {
    fileprivate func includes(_ peer: VarlinkPeer) -> Bool {
        switch self {
        case .everyone: true
        case .user(_, let id): peer.uid == id
        case .group(_, let id): id.map { peer.isMember(ofGroup: $0) } ?? false
        }
    }

    fileprivate var words: String {
        switch self {
        case .everyone: "everyone"
        case .user(let name, _): "the user \(name)"
        case .group(let name, _): "members of the group \(name)"
        }
    }
}

extension [PermissionSettings.Grantee] {
    fileprivate var words: String {
        isEmpty ? "root and the daemon's own user alone" : map(\.words).joined(separator: ", ")
    }

    fileprivate func remedy(_ verb: PermissionSettings.Verb) -> String {
        for case .group(let name, _) in self {
            return "Ask an administrator: adduser USER \(name), then log in again."
        }
        return "Ask an administrator to enter you at \(verb.rawValue) of [permissions] in the daemon's configuration."
    }
}
