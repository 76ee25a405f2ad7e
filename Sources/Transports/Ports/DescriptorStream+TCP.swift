import Glibc

extension DescriptorStream {
    /// Connects to a TCP server: `TCP_NODELAY` so that small frames go out at once, keep-alive probes so that a
    /// vanished host is noticed (after about 8 s).
    ///
    /// - Parameters:
    ///   - host: A name or a numeric IPv4 or IPv6 address; the addresses of a name are tried in order.
    ///   - port: 1 to 65535.
    /// - Throws: ``ByteStreamError`` with `notFound` (no such host, or nothing listens), `timedOut` or `inputOutput`;
    ///   `CancellationError`.
    public static func connect(
        host: String, port: UInt16, deadline: ContinuousClock.Instant
    ) async throws -> DescriptorStream {
        let address = StreamAddress.tcp(host: host, port: port).description
        var targets = try await OffPool.run(before: deadline, for: address) { try lookUp(host, port, address) }[...]
        while let target = targets.popFirst() {
            // A silent address must leave time for the ones after it.
            let now = ContinuousClock.now
            let share = targets.isEmpty ? deadline : now + now.duration(to: deadline) / (targets.count + 1)
            do {
                return try await connect(to: target, address, deadline: share)
            } catch let error as ByteStreamError where !targets.isEmpty && error.code != .denied {
                continue
            }
        }
        throw ByteStreamError(.notFound, path: address, "the host has no address", remedy: "Check its name.")
    }

    /// The socket addresses of a host, as bytes.
    static func lookUp(_ host: String, _ port: UInt16, _ address: String) throws -> [[UInt8]] {
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(host, String(port), &hints, &list)
        guard result == 0 else {
            throw ByteStreamError(
                .notFound, path: address, "cannot find the host: \(String(cString: gai_strerror(result)))",
                remedy: "Check its name and the network.")
        }
        defer { freeaddrinfo(list) }
        return sequence(first: list, next: { $0?.pointee.ai_next }).prefix { $0 != nil }.compactMap { entry in
            guard let entry, let bytes = entry.pointee.ai_addr else { return nil }
            return [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(entry.pointee.ai_addrlen)))
        }
    }

    private static func connect(
        to target: [UInt8], _ address: String, deadline: ContinuousClock.Instant
    ) async throws -> DescriptorStream {
        let stream = try startConnecting(to: target, address)
        while true {
            switch stream.connectedNow() {
            case .done: return stream
            case .later(let wakeup):
                try stream.check(
                    await wakeup.wait(until: deadline, on: stream.thread), "the host did not answer in time")
            case .failed(let error, _): throw error
            }
        }
    }

    private static func startConnecting(to target: [UInt8], _ address: String) throws -> DescriptorStream {
        try target.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, bytes.count >= MemoryLayout<sockaddr_in>.size else {
                throw ByteStreamError.system(EAFNOSUPPORT, path: address, "connect")
            }
            let target = start.assumingMemoryBound(to: sockaddr.self)
            let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
            let descriptor = socket(CInt(target.pointee.sa_family), type, 0)
            guard descriptor >= 0 else { throw ByteStreamError.system(errno, path: address, "connect") }
            let owned = OwnedDescriptor(descriptor)
            setOptions(of: descriptor)
            guard Glibc.connect(descriptor, target, socklen_t(bytes.count)) == 0 || errno == EINPROGRESS else {
                throw ByteStreamError.refused(address, errno)
            }
            return try DescriptorStream(adopting: owned.release(), address: address)
        }
    }

    /// Small frames at once, and probes for a vanished peer.
    static func setOptions(of descriptor: CInt) {
        for (level, option, value) in socketOptions {
            var value = value
            setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<CInt>.size))
        }
    }

    private static let socketOptions: [(CInt, CInt, CInt)] = [
        (CInt(IPPROTO_TCP), TCP_NODELAY, 1), (SOL_SOCKET, SO_KEEPALIVE, 1),
        (CInt(IPPROTO_TCP), TCP_KEEPIDLE, 5), (CInt(IPPROTO_TCP), TCP_KEEPINTVL, 1),
        (CInt(IPPROTO_TCP), TCP_KEEPCNT, 3),
    ]
}

extension ByteStreamError {
    /// A connection that did not come about.
    static func refused(_ address: String, _ number: CInt) -> ByteStreamError {
        guard number != ETIMEDOUT else { return system(number, path: address, "connect") }
        return ByteStreamError(
            .notFound, path: address, "cannot connect: \(String(cString: strerror(number)))",
            remedy: "Check the address, and that the device or emulator is on and listens there.")
    }
}
