import ControlInterface
import Foundation

/// A Unix socket without any of our own code above it, for saying what a proper client would not. Its waits are
/// bounded and happen on a thread of their own, never in the cooperative pool that the server needs.
final class RawSocket: Sendable {
    let descriptor: Int32

    private init(_ descriptor: Int32) throws {
        self.descriptor = descriptor
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            let length = socklen_t(MemoryLayout<timeval>.size)
            guard setsockopt(descriptor, SOL_SOCKET, option, &limit, length) == 0 else { throw Self.failure }
        }
    }

    deinit {
        Glibc.close(descriptor)
    }

    static func connecting(to path: String) throws -> RawSocket {
        let socket = try RawSocket(newDescriptor())
        guard UnixSocket.withAddress(of: path, { connect(socket.descriptor, $0, $1) }) == 0 else { throw failure }
        return socket
    }

    static func bound(to path: String, listening: Bool = true) throws -> RawSocket {
        let socket = try RawSocket(newDescriptor())
        guard UnixSocket.withAddress(of: path, { bind(socket.descriptor, $0, $1) }) == 0 else { throw failure }
        if listening { guard listen(socket.descriptor, 16) == 0 else { throw failure } }
        return socket
    }

    func accept() async throws -> RawSocket {
        try await Self.onThread { [self] in
            let accepted = Glibc.accept(descriptor, nil, nil)
            guard accepted >= 0 else { throw Self.failure }
            return try RawSocket(accepted)
        }
    }

    func send(_ text: String) async throws {
        try await Self.onThread { [self] in
            var bytes = Array(text.utf8)[...]
            while !bytes.isEmpty {
                let sent = bytes.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard sent > 0 else { throw Self.failure }
                bytes = bytes.dropFirst(sent)
            }
        }
    }

    /// The next message without its NUL; nil where the connection ends first.
    func message() async throws -> String? {
        try await Self.onThread { [self] in try nextMessage() }
    }

    /// The next messages, fewer where the connection ends first.
    func messages(_ count: Int) async throws -> [String] {
        try await Self.onThread { [self] in
            var messages: [String] = []
            while messages.count < count, let message = try nextMessage() { messages.append(message) }
            return messages
        }
    }

    private func nextMessage() throws -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = recv(descriptor, &byte, 1, 0)
            if count == 0 || count < 0 && errno == ECONNRESET { return nil }
            guard count == 1 else { throw Self.failure }
            if byte == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
    }

    /// Reads until the connection ends; how many bytes there were.
    func drain() async throws -> Int {
        try await Self.onThread { [self] in
            var chunk = [UInt8](repeating: 0, count: 64 << 10)
            var total = 0
            while true {
                let count = recv(descriptor, &chunk, chunk.count, 0)
                if count == 0 || count < 0 && errno == ECONNRESET { return total }
                guard count > 0 else { throw Self.failure }
                total += count
            }
        }
    }

    private static var failure: POSIXError { POSIXError(.init(rawValue: errno) ?? .EIO) }

    private static func newDescriptor() throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure }
        return descriptor
    }

    private static func onThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result(catching: body)) }.start()
        }
    }
}
