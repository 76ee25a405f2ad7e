import Glibc
import NIOCore

/// Who is at the other end of a Unix socket, as the kernel recorded it when the connection was made.
public struct VarlinkPeer: Sendable, Hashable {
    /// The effective user id.
    public let uid: UInt32
    /// The effective group id.
    public let gid: UInt32
    /// The process id; it may have ended or been reused since.
    public let pid: Int32
    /// The supplementary group ids of the process.
    public let supplementaryGroups: Set<UInt32>

    /// A peer with these credentials.
    public init(uid: UInt32, gid: UInt32, pid: Int32, supplementaryGroups: Set<UInt32> = []) {
        self.uid = uid
        self.gid = gid
        self.pid = pid
        self.supplementaryGroups = supplementaryGroups
    }

    /// Whether the peer belongs to the group, by its effective or its supplementary groups. As with files, somebody
    /// added to a group belongs to it from the next login on.
    public func isMember(ofGroup gid: UInt32) -> Bool {
        gid == self.gid || supplementaryGroups.contains(gid)
    }

    /// The id of a group by its name, or nil where there is no such group. Asks the system's databases, so it may
    /// block: look a group up once, at start.
    public static func groupID(named name: String) -> UInt32? {
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        var buffer = [CChar](repeating: 0, count: 4096)
        while true {
            switch getgrnam_r(name, &entry, &buffer, buffer.count, &found) {
            case 0: return found == nil ? nil : entry.gr_gid
            // A group with many members needs more room.
            case ERANGE where buffer.count < 1 << 24: buffer = [CChar](repeating: 0, count: buffer.count * 4)
            case EINTR: continue
            default: return nil
            }
        }
    }

    /// Reads the credentials of a connected Unix socket. On its event loop the future is complete at once.
    static func read(from channel: any Channel) -> EventLoopFuture<VarlinkPeer> {
        guard let provider = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        let credentials: EventLoopFuture<Credentials> = provider.unsafeGetSocketOption(
            level: .socket, name: .init(rawValue: SO_PEERCRED))
        let groups: EventLoopFuture<GroupList> = provider.unsafeGetSocketOption(
            level: .socket, name: .init(rawValue: SO_PEERGROUPS))
        // Without a list, or with one too long, the peer has no supplementary groups: it may do less, never more.
        return credentials.and(groups.map { $0.ids }.recover { _ in [] }).map { credentials, groups in
            VarlinkPeer(
                uid: credentials.uid, gid: credentials.gid, pid: credentials.pid, supplementaryGroups: Set(groups))
        }
    }
}

/// `struct ucred` of <sys/socket.h>, which Swift does not import.
private struct Credentials: Sendable {
    var pid: Int32 = 0
    var uid: UInt32 = 0
    var gid: UInt32 = 0
}

/// `SO_PEERGROUPS` of Linux 4.13 <asm-generic/socket.h>, which Glibc's overlay does not import.
private let SO_PEERGROUPS: CInt = 59

/// Room for the group ids the kernel writes, in ascending order, over memory that NIO has zeroed.
private struct GroupList: Sendable {
    var storage = InlineArray<1024, UInt32>(repeating: 0)

    var ids: [UInt32] {
        var ids = storage.indices.map { storage[$0] }
        // What the kernel did not write is zero. Group 0, coming first, is kept unless it is the only one.
        while ids.last == 0 { ids.removeLast() }
        return ids
    }
}
