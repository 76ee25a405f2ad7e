import Foundation

/// The machine this program runs on.
public struct LocalHost: HostView {
    public let user: Account
    private let root: String

    private static let largestFile = 1 << 20

    /// The machine below `root`, seen by the user of this process.
    public init(root: String = "/") {
        self.root = root.hasSuffix("/") ? String(root.dropLast()) : root
        user = Self.processUser()
    }

    public func text(_ path: String) -> Observation<String> {
        // Non-blocking: what stands at the path may be anything, a pipe that nobody writes to for instance.
        let descriptor = open(root + path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else { return failure(errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < Self.largestFile {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                return failure(errno)
            }
            bytes += chunk[..<count]
        }
        return .found(String(decoding: bytes, as: UTF8.self))
    }

    public func names(_ path: String) -> Observation<[String]> {
        guard let directory = opendir(root + path) else { return failure(errno) }
        defer { closedir(directory) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return errno == 0 ? .found(names.sorted()) : failure(errno)
    }

    public func link(_ path: String) -> Observation<String> {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(root + path, &target, target.count)
        guard count >= 0 else { return failure(errno) }
        return .found(String(decoding: target[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    public func status(_ path: String) -> Observation<NodeStatus> {
        var status = stat()
        guard stat(root + path, &status) == 0 else { return failure(errno) }
        let device = UInt64(status.st_dev)
        return .found(
            NodeStatus(
                kind: Self.kind(status.st_mode), mode: status.st_mode & 0o7777, owner: status.st_uid,
                group: status.st_gid,
                // glibc's gnu_dev_major and gnu_dev_minor.
                fileSystem: (
                    UInt32((device >> 8) & 0xFFF | (device >> 32) & 0xFFFF_F000),
                    UInt32(device & 0xFF | (device >> 12) & 0xFFFF_FF00)
                ),
                inode: UInt64(status.st_ino)))
    }

    public func opens(_ path: String) -> Observation<Bool> {
        if access(root + path, R_OK | W_OK) == 0 { return .found(true) }
        let code = errno
        return code == EACCES || code == EROFS ? .found(false) : failure(code)
    }

    private func failure<Value>(_ code: Int32) -> Observation<Value> {
        switch code {
        // A process that ended, or a device that was unplugged while it was looked at, is not there any more.
        case ENOENT, ENOTDIR, ESRCH, ENODEV, ENXIO: .absent
        default: .unreadable(String(cString: strerror(code)))
        }
    }

    private static func kind(_ mode: mode_t) -> NodeStatus.Kind {
        switch mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .directory
        case S_IFCHR: .characterDevice
        case S_IFSOCK: .socket
        default: .other
        }
    }

    private static func processUser() -> Account {
        let id = geteuid()
        var groups = [gid_t](repeating: 0, count: Int(max(0, getgroups(0, nil))))
        let count = groups.isEmpty ? 0 : getgroups(Int32(groups.count), &groups)
        return Account(
            name: NSUserName(), id: id, groups: Set(groups.prefix(Int(max(0, count)))).union([getegid()]))
    }
}
