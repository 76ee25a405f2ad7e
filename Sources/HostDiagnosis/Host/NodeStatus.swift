/// Who may open a file or a device node, and which one it is.
public struct NodeStatus: Sendable, Equatable {
    /// What stands at a path.
    public enum Kind: Sendable { case file, directory, characterDevice, socket, other }

    /// What it is.
    public var kind: Kind
    /// Permission bits, 0...0o7777.
    public var mode: UInt32
    /// Owner.
    public var owner: UInt32
    /// Group.
    public var group: UInt32
    /// Major and minor number of the file system it is on, as /proc/locks names it.
    public var fileSystem: (major: UInt32, minor: UInt32) { (fileSystemMajor, fileSystemMinor) }
    /// Its number on that file system.
    public var inode: UInt64

    private let fileSystemMajor: UInt32
    private let fileSystemMinor: UInt32

    /// A status from its parts.
    public init(
        kind: Kind, mode: UInt32, owner: UInt32, group: UInt32, fileSystem: (major: UInt32, minor: UInt32) = (0, 0),
        inode: UInt64 = 0
    ) {
        self.kind = kind
        self.mode = mode
        self.owner = owner
        self.group = group
        self.fileSystemMajor = fileSystem.major
        self.fileSystemMinor = fileSystem.minor
        self.inode = inode
    }

    /// Whether the permission bits let this account read and write; access lists are not counted.
    func opens(for account: Account) -> Bool {
        if account.id == 0 { return true }
        if account.id == owner { return mode & 0o600 == 0o600 }
        if account.groups.contains(group) { return mode & 0o060 == 0o060 }
        return mode & 0o006 == 0o006
    }

    /// The permission bits as chmod takes them, 0660 for instance.
    var octal: String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
