import Foundation
import Glibc
import Testing

@testable import Transports

extension ContinuousClock.Instant {
    /// Far enough for a loaded machine; a test that reaches it fails.
    static var soon: Self { .now + .seconds(20) }
}

extension ByteStream {
    /// Exactly `count` bytes.
    func read(exactly count: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            bytes += try await read(upTo: count - bytes.count, deadline: .soon)
        }
        return bytes
    }
}

/// The code of the error that `body` throws.
func code(_ body: () async throws -> Void) async throws -> ByteStreamError.Code {
    do {
        try await body()
    } catch let error as ByteStreamError {
        #expect(!error.message.isEmpty && !error.remedy.isEmpty)
        return error.code
    }
    throw Nothing()
}

/// Thrown where an error was expected and none came.
struct Nothing: Error {}

/// A pattern in which a lost, doubled or moved byte shows.
func pattern(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8 &* 7) }
}

/// Waits for an event for a time; false if it did not come.
func happens(within time: Duration, _ event: @escaping @Sendable () async -> Void) async -> Bool {
    await withTaskGroup(of: Bool.self) { group in
        group.addTask {
            await event()
            return !Task.isCancelled
        }
        group.addTask {
            guard let thread = try? PollThread.shared() else { return false }
            _ = await Wakeup().wait(until: .now + time, on: thread)
            return false
        }
        defer { group.cancelAll() }
        return await group.next() ?? false
    }
}

/// A listening TCP socket on the loopback interface.
struct Listener: ~Copyable {
    let descriptor: OwnedDescriptor
    let port: UInt16

    init(family: CInt = AF_INET) throws {
        descriptor = OwnedDescriptor(socket(family, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
        var v4 = sockaddr_in()
        v4.sin_family = sa_family_t(AF_INET)
        v4.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var v6 = sockaddr_in6()
        v6.sin6_family = sa_family_t(AF_INET6)
        v6.sin6_addr = in6addr_loopback
        let number = descriptor.number
        let bound = family == AF_INET
            ? withUnsafePointer(to: &v4) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            : withUnsafePointer(to: &v6) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(number, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        try #require(bound == 0 && listen(number, 8) == 0)
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let named = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(number, $0, &length) }
        }
        try #require(named == 0)
        port = withUnsafeBytes(of: &address) { UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self)) }
    }

    /// The next connection; there is one already, so this does not wait.
    func accept() throws -> DescriptorStream {
        try DescriptorStream(adopting: Glibc.accept(descriptor.number, nil, nil), address: "accepted")
    }
}
