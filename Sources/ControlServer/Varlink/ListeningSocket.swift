import ControlInterface
import Glibc

/// A listening Unix stream socket, and the path it is to be removed from in the end.
struct ListeningSocket: Sendable {
    private static let backlog: CInt = 256

    let descriptor: CInt
    private let owned: Owned?

    /// What this process made and has to remove.
    private struct Owned: Sendable {
        let path: String
        let device: UInt
        let inode: UInt
        let lock: SocketLock
    }

    /// Binds a new socket. A socket left behind by a dead process is replaced, that of a live one never.
    static func bind(path: String, mode: mode_t) throws(VarlinkServerError) -> ListeningSocket {
        guard path.utf8.count <= UnixSocket.longestPath else { throw .pathTooLong(path: path) }
        let lock = try SocketLock.acquire(for: path)
        do throws(VarlinkServerError) {
            try removeDeadSocket(path)
            return try listen(path, mode, lock)
        } catch {
            lock.release()
            throw error
        }
    }

    /// Takes a socket that the service manager has bound (`ListenStream=`). Its path is not ours to remove.
    static func adopt(_ descriptor: CInt) throws(VarlinkServerError) -> ListeningSocket {
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let named = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard named == 0, address.sun_family == sa_family_t(AF_UNIX),
            option(SO_ACCEPTCONN, of: descriptor) == 1,
            option(SO_TYPE, of: descriptor) == CInt(SOCK_STREAM.rawValue),
            fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0,
            fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0
        else { throw .unusableDescriptor(descriptor) }
        return ListeningSocket(descriptor: descriptor, owned: nil)
    }

    /// Removes the path, if it still leads to this socket, and gives the lock back. The descriptor stays open.
    func removePath() {
        guard let owned else { return }
        var status = stat()
        if lstat(owned.path, &status) == 0, status.st_dev == owned.device, status.st_ino == owned.inode {
            unlink(owned.path)
        }
        owned.lock.release()
    }

    private static func listen(
        _ path: String, _ mode: mode_t, _ lock: SocketLock
    ) throws(VarlinkServerError) -> ListeningSocket {
        let descriptor = try newSocket(path)
        do throws(VarlinkServerError) {
            let bound = UnixSocket.withAddress(of: path) { Glibc.bind(descriptor, $0, $1) }
            guard bound == 0 else { throw .failed("bind", path) }
            // Nobody can connect before listen, so nobody meets the mode the umask left.
            var status = stat()
            guard chmod(path, mode) == 0, lstat(path, &status) == 0 else { throw .failed("chmod", path) }
            guard Glibc.listen(descriptor, backlog) == 0 else { throw .failed("listen", path) }
            return ListeningSocket(
                descriptor: descriptor,
                owned: Owned(path: path, device: UInt(status.st_dev), inode: UInt(status.st_ino), lock: lock))
        } catch {
            close(descriptor)
            throw error
        }
    }

    private static func removeDeadSocket(_ path: String) throws(VarlinkServerError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw .failed("stat", path)
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
        guard isDead(path) else { throw .pathTaken(path: path) }
        guard unlink(path) == 0 || errno == ENOENT else { throw .failed("unlink", path) }
    }

    /// Whatever else keeps us from connecting, a full backlog for one, does not prove that nobody lives there.
    private static func isDead(_ path: String) -> Bool {
        do throws(UnixSocket.Failure) {
            close(try UnixSocket.connect(to: path))
            return false
        } catch {
            return error.code == ECONNREFUSED || error.code == ENOENT
        }
    }

    private static func newSocket(_ path: String) throws(VarlinkServerError) -> CInt {
        do throws(UnixSocket.Failure) {
            return try UnixSocket.make()
        } catch {
            throw .failed("socket", path, error.code)
        }
    }

    private static func option(_ name: CInt, of descriptor: CInt) -> CInt? {
        var value: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        return getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
    }
}

extension VarlinkServerError {
    /// A system call failed, by default the one just made.
    static func failed(_ operation: String, _ path: String, _ code: CInt = errno) -> VarlinkServerError {
        .cannotListen(path: path, operation: operation, reason: String(cString: strerror(code)))
    }
}
