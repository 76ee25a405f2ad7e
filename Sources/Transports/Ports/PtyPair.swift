import CSerialPort
import Foundation
import Glibc
import Synchronization

/// A pseudo-terminal, both ends raw: an emulator speaks on the master, a driver opens the slave by its path.
public final class PtyPair: Sendable {
    /// The emulator's end.
    public let master: DescriptorStream
    /// The slave's node, `/dev/pts/N`.
    public let slavePath: String
    /// The symbolic link published to the slave, if asked for.
    public let link: String?

    /// The slave's second opener, which keeps the master from hanging up while no driver is there.
    private let slave: Mutex<CInt>

    /// What a driver opens: the link if there is one.
    public var path: String { link ?? slavePath }

    /// A new pair.
    ///
    /// - Parameters:
    ///   - link: Where to publish the slave; a symbolic link that is there is replaced, anything else is not.
    ///   - keepsSlaveOpen: Drivers may come and go without the master hanging up. Otherwise the master hangs up, for
    ///     good, when the last driver closes.
    /// - Throws: ``ByteStreamError`` with `denied`, `busy` (something else stands where the link should be) or
    ///   `inputOutput`.
    public init(link: String? = nil, keepsSlaveOpen: Bool = true) throws {
        let name = link ?? "/dev/ptmx"
        let descriptor = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw ByteStreamError.system(errno, path: name, "make a pseudo-terminal") }
        let owned = OwnedDescriptor(descriptor)
        var locked: CInt = 0
        var number: CInt = 0
        guard ioctl(descriptor, pibd_set_pty_lock, &locked) == 0, ioctl(descriptor, pibd_get_pty_number, &number) == 0
        else {
            throw ByteStreamError.system(errno, path: name, "unlock the pseudo-terminal")
        }
        let node = "/dev/pts/\(number)"
        // Settings of the master are the slave's.
        try DescriptorStream.makeRaw(descriptor, path: node)
        let stream = try DescriptorStream(adopting: owned.release(), address: node)
        let second = keepsSlaveOpen ? Glibc.open(node, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC) : -1
        guard !keepsSlaveOpen || second >= 0 else { throw ByteStreamError.system(errno, path: node, "open the slave") }
        slave = Mutex(second)
        slavePath = node
        self.link = link
        master = stream
        if let link { try Self.publish(node, at: link) }
    }

    deinit {
        withdraw()
    }

    /// Closes both ends and takes the link away, if it still leads here. Drivers see a hang-up.
    public func close() async {
        withdraw()
        await master.close()
    }

    private func withdraw() {
        let descriptor = slave.withLock { descriptor in
            defer { descriptor = -1 }
            return descriptor
        }
        if descriptor >= 0 { Glibc.close(descriptor) }
        if let link, (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) == slavePath {
            unlink(link)
        }
    }

    /// Puts the link in place in one step, so that nobody finds it missing.
    private static func publish(_ node: String, at link: String) throws {
        var status = stat()
        if lstat(link, &status) == 0, status.st_mode & S_IFMT != S_IFLNK {
            throw ByteStreamError(
                .busy, path: link, "something other than a symbolic link is there",
                remedy: "Choose another path or move it away.")
        }
        let temporary = "\(link).\(getpid()).\(node.split(separator: "/").last ?? "")"
        guard symlink(node, temporary) == 0 else { throw ByteStreamError.system(errno, path: link, "make the link") }
        guard rename(temporary, link) == 0 else {
            let number = errno
            unlink(temporary)
            throw ByteStreamError.system(number, path: link, "make the link")
        }
    }
}
