import Glibc

/// The right to serve one socket path: an exclusive `flock` on `PATH.lock`. It ends with the process, however that
/// ends, so a lock that can be taken means that no server of ours lives behind the socket.
struct SocketLock: Sendable {
    private let lockPath: String
    private let descriptor: CInt

    /// - Throws: ``VarlinkServerError``: `pathTaken` where another server, also one of this process, holds the lock.
    static func acquire(for path: String) throws(VarlinkServerError) -> SocketLock {
        let lockPath = path + ".lock"
        while true {
            let descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else { throw .failed("open \(lockPath)", path) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let error: VarlinkServerError =
                    errno == EWOULDBLOCK ? .pathTaken(path: path) : .failed("flock \(lockPath)", path)
                close(descriptor)
                throw error
            }
            // The holder before us removes the file while it holds the lock: ours may be a file without a name.
            var locked = stat()
            var named = stat()
            if fstat(descriptor, &locked) == 0, stat(lockPath, &named) == 0, locked.st_ino == named.st_ino,
                locked.st_dev == named.st_dev
            {
                return SocketLock(lockPath: lockPath, descriptor: descriptor)
            }
            close(descriptor)
        }
    }

    /// Removes the file and gives the lock back.
    func release() {
        unlink(lockPath)
        close(descriptor)
    }
}
