import Foundation
import Glibc
import Synchronization
import Testing

@testable import Transports

@Suite("Devices that come and go")
struct AppearancesTests {
    /// So rare that in a test only signs count.
    private static let never = Duration.seconds(3600)
    private static let uevent = "/sys/class/tty/tty0/uevent"

    @Test("a link that appears in its directory is noticed without polling, and each time again")
    func link() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/board"
        var moments = Appearances.stream(of: path, terminals: false, every: Self.never).makeAsyncIterator()
        // The one that comes at once, when the directory is watched.
        await moments.next()
        for _ in 0..<3 {
            symlink("/dev/null", path)
            await moments.next()
            #expect(unlink(path) == 0)
        }
    }

    @Test("a link put in place by renaming, and new permissions, are noticed; other names are not")
    func names() async throws {
        let folder = try TemporaryFolder()
        let (news, continuation) = AsyncStream.makeStream(of: Void.self)
        let watch = try DirectoryWatch(for: "\(folder.path)/board") { continuation.yield() }
        watch.look()
        let other = "\(folder.path)/other"
        for path in [other, "\(folder.path)/board2"] {
            #expect(FileManager.default.createFile(atPath: path, contents: nil))
        }
        var iterator = news.makeAsyncIterator()
        #expect(rename(other, "\(folder.path)/board") == 0)
        await iterator.next()
        #expect(chmod("\(folder.path)/board", 0o600) == 0)
        await iterator.next()
        // Closing waits for the polling thread to be done with it; what it told besides would lie in the stream now.
        watch.close()
        continuation.finish()
        #expect(await iterator.next() == nil)
    }

    @Test("a directory that is made later, or removed and made again, is watched from then on")
    func directory() async throws {
        let folder = try TemporaryFolder()
        let parent = "\(folder.path)/by-id"
        let address = try StreamAddress("pty:\(parent)/board")
        var moments = address.appearances().makeAsyncIterator()
        await moments.next()
        for _ in 0..<2 {
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: false)
            let pair = try PtyPair(link: "\(parent)/board")
            let stream = try await Self.opened(address, &moments)
            await stream.close()
            await pair.close()
            try FileManager.default.removeItem(atPath: parent)
        }
    }

    @Test("a board that comes back under another number is opened again")
    func replugged() async throws {
        let folder = try TemporaryFolder()
        let address = try StreamAddress("pty:\(folder.path)/board")
        var moments = address.appearances().makeAsyncIterator()
        for value in UInt8(0)..<5 {
            // Plugged in while the other side is waiting already.
            async let plugged = PtyPair(link: "\(folder.path)/board")
            let stream = try await Self.opened(address, &moments)
            let pair = try await plugged
            try await stream.write([value], deadline: .soon)
            #expect(try await pair.master.read(exactly: 1) == [value])
            await pair.close()
            await stream.waitForHangUp()
            await stream.close()
        }
    }

    @Test("a server that listens again is connected again")
    func server() async throws {
        let first = try await StreamListener.listen()
        let address = try StreamAddress(first.address)
        first.close()
        var moments = address.appearances().makeAsyncIterator()
        #expect(try await code { _ = try await address.open(deadline: .soon) } == .notFound)
        let second = try await StreamListener.listen(port: first.port)
        await (try await Self.opened(address, &moments)).close()
        second.close()
    }

    @Test(
        "every kind of address yields at once, and goes on yielding without any sign",
        arguments: [
            "pty:/nowhere/at/all/board", "tcp:127.0.0.1:1", "/dev/ttyNONE", "serial:NONE", "usb:0000:0000",
        ])
    func slowPoll(text: String) async throws {
        var moments = try StreamAddress(text).appearances().makeAsyncIterator()
        for _ in 0..<2 { await moments.next() }
    }

    @Test("changes of the list of ports begin with one at once")
    func ports() async {
        var changes = SerialPorts.changes().makeAsyncIterator()
        await changes.next()
    }

    @Test(
        "news of a terminal is heard", .enabled(if: access(uevent, W_OK) == 0, "needs root and a virtual console"))
    func news() async throws {
        let (news, continuation) = AsyncStream.makeStream(of: Void.self)
        let monitor = try UdevMonitor { continuation.yield() }
        try Data("change".utf8).write(to: URL(filePath: Self.uevent))
        #expect(
            await happens(within: .seconds(60)) {
                var iterator = news.makeAsyncIterator()
                await iterator.next()
            })
        monitor.close()
    }

    @Test("streams of moments that were left leave no descriptor behind")
    func freed() async {
        await #expect(processExitsWith: .success) {
            func leave() async throws {
                for text in ["/dev/ttyNONE", "pty:/tmp/none", "serial:NONE", "tcp:127.0.0.1:1"] {
                    for await _ in try StreamAddress(text).appearances() { break }
                    _ = try StreamAddress(text).appearances()
                }
                for await _ in SerialPorts.changes() { break }
                let task = Task { for await _ in try StreamAddress("/dev/ttyNONE").appearances() {} }
                task.cancel()
                try await task.value
            }
            try await leave()
            let before = try openDescriptors()
            for _ in 0..<100 { try await leave() }
            #expect(try openDescriptors() < before + 20)
        }
    }

    /// What a supervisor does: try at every moment.
    private static func opened(
        _ address: StreamAddress, _ moments: inout AsyncStream<Void>.Iterator
    ) async throws -> any ByteStream {
        let end = ContinuousClock.Instant.soon
        while ContinuousClock.now < end {
            do {
                return try await address.open(deadline: end)
            } catch let error as ByteStreamError where [.notFound, .hungUp].contains(error.code) {
                await moments.next()
            }
        }
        throw Nothing()
    }
}
