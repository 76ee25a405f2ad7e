import Dispatch
import Foundation
import Glibc
import Testing

@testable import Transports

extension ContinuousClock.Instant {
    /// Far enough for a loaded machine; a test that reaches it fails.
    static var soon: Self { .now + .seconds(120) }
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

/// A TCP port of the loopback interface that is taken and on which nothing listens.
struct TakenPort: ~Copyable {
    let descriptor: OwnedDescriptor
    let number: UInt16

    init() throws {
        descriptor = OwnedDescriptor(socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let socket = descriptor.number
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(bound == 0)
        number = try #require(SocketName.own(descriptor.number)?.port)
    }
}

/// A thread of a test's own: on the cooperative pool the arithmetic of other tests would starve it for minutes.
final class OwnThread: TaskExecutor {
    private let queue = DispatchQueue(label: "test")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Both ends of a connection in memory.
func socketPair() throws -> (DescriptorStream, DescriptorStream) {
    var ends: [CInt] = [-1, -1]
    try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
    let near = try DescriptorStream(adopting: ends[0], address: "near")
    return (near, try DescriptorStream(adopting: ends[1], address: "far"))
}

/// A folder that goes with the test.
final class TemporaryFolder: Sendable {
    let path = FileManager.default.temporaryDirectory.appending(path: "transports-\(UUID().uuidString)").path

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// How many descriptors the process has open.
func openDescriptors() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
}
