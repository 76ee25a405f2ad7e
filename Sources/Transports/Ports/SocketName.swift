import Glibc

/// The address at one end of a socket, as the kernel's bytes.
struct SocketName: Equatable {
    let bytes: [UInt8]

    /// The end of the socket here.
    static func own(_ descriptor: CInt) -> SocketName? {
        asked { getsockname(descriptor, $0, $1) }
    }

    /// The end at the peer; nil while there is no connection.
    static func peer(_ descriptor: CInt) -> SocketName? {
        asked { getpeername(descriptor, $0, $1) }
    }

    /// The TCP port, which IPv4 and IPv6 have in the same place.
    var port: UInt16? {
        bytes.count >= 4 ? UInt16(bytes[2]) << 8 | UInt16(bytes[3]) : nil
    }

    private static func asked(
        _ question: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> CInt
    ) -> SocketName? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let answered = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { question($0, &length) == 0 }
        }
        guard answered else { return nil }
        return SocketName(bytes: withUnsafeBytes(of: &storage) { [UInt8]($0.prefix(Int(length))) })
    }
}
