import Glibc

/// The few system calls on Unix stream sockets that both ends of a connection need.
package enum UnixSocket {
    /// [bytes] `sun_path` has 108, one of them for the NUL.
    package static let longestPath = 107

    /// A failed system call.
    package struct Failure: Error {
        /// The `errno` it left.
        package let code: CInt

        package init(code: CInt) {
            self.code = code
        }
    }

    /// A new socket: non-blocking, closed on exec, connected to nothing.
    package static func make() throws(Failure) -> CInt {
        let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { throw Failure(code: errno) }
        return descriptor
    }

    /// Connects a new socket, which a Unix socket does at once or not at all: EAGAIN says that the server's backlog
    /// is full.
    package static func connect(to path: String) throws(Failure) -> CInt {
        let descriptor = try make()
        let result = withAddress(of: path) { Glibc.connect(descriptor, $0, $1) }
        guard result == 0 else {
            let failure = Failure(code: errno)
            close(descriptor)
            throw failure
        }
        return descriptor
    }

    /// The address of a path; a longer one than ``longestPath`` is not to be given.
    package static func withAddress(of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(longestPath)) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
