import Foundation
import Glibc
import Testing

@testable import Transports

@Suite("Terminals")
struct TerminalTests {
    @Test("bytes of every value pass unchanged both ways")
    func echo() async throws {
        let pair = try PtyPair()
        let driver = try await DescriptorStream.openTerminal(path: pair.path)
        let all = (0...255).map { UInt8($0) }
        try await driver.write(all, deadline: .soon)
        #expect(try await pair.master.read(exactly: 256) == all)
        try await pair.master.write(all, deadline: .soon)
        #expect(try await driver.read(exactly: 256) == all)
        await driver.close()
        await pair.close()
    }

    @Test("a quarter of a mebibyte passes whole both ways at once, with readers that dawdle")
    func large() async throws {
        try await withTaskExecutorPreference(OwnThread()) { try await Self.exchange(1 << 18) }
    }

    @Test("bytes pass while every thread of the cooperative pool is busy")
    func busyPool() async throws {
        let end = ContinuousClock.now + .seconds(20)
        let busy = (0..<(2 * ProcessInfo.processInfo.activeProcessorCount)).map { _ in
            Task.detached { while !Task.isCancelled, ContinuousClock.now < end {} }
        }
        try await withTaskExecutorPreference(OwnThread()) {
            defer { for task in busy { task.cancel() } }
            try await Self.exchange(1 << 16)
            #expect(ContinuousClock.now < end)
        }
    }

    /// Sends `size` bytes, many times what a terminal holds, both ways over one.
    private static func exchange(_ size: Int) async throws {
        let pair = try PtyPair()
        let driver = try await DescriptorStream.openTerminal(path: pair.path, deadline: .soon)
        let bytes = pattern(size)
        @Sendable func slowly(_ stream: DescriptorStream) async throws -> [UInt8] {
            var read: [UInt8] = []
            while read.count < size {
                read += try await stream.read(upTo: 1000, deadline: .soon)
                await Task.yield()
            }
            return read
        }
        async let up: Void = driver.write(bytes, deadline: .soon)
        async let down: Void = pair.master.write(bytes, deadline: .soon)
        async let above = slowly(pair.master)
        async let below = slowly(driver)
        try await up
        try await down
        #expect(try await above == bytes)
        #expect(try await below == bytes)
        await driver.close()
        await pair.close()
    }

    @Test("a wait begins by looking at what is there, whether or not its arrival was noticed before")
    func arming() async throws {
        let (near, far) = try socketPair()
        try await far.write([1], deadline: .soon)
        // Twice: the first wait takes the news of the arrival, the second has only the byte itself to go by.
        for _ in 0..<2 {
            for side in [\DescriptorStream.State.reader, \.writer] {
                let attempt: DescriptorStream.Attempt<Void> = near.state.withLock { near.enlist(side, &$0) }
                guard case .later(let wakeup) = attempt else { throw Nothing() }
                #expect(await wakeup.wait(until: .soon, on: near.thread) == .ready)
            }
        }
        await near.close()
        await far.close()
    }

    @Test("a read ends at its deadline, and the stream goes on working")
    func readDeadline() async throws {
        let pair = try PtyPair()
        let driver = try await DescriptorStream.openTerminal(path: pair.path)
        let start = ContinuousClock.now
        #expect(try await code { _ = try await driver.read(upTo: 1, deadline: start + .milliseconds(20)) } == .timedOut)
        #expect(ContinuousClock.now >= start + .milliseconds(20))
        try await pair.master.write([7], deadline: .soon)
        #expect(try await driver.read(upTo: 9, deadline: .soon) == [7])
        await pair.close()
    }

    @Test("a write that nobody takes ends at its deadline")
    func writeDeadline() async throws {
        let pair = try PtyPair()
        let driver = try await DescriptorStream.openTerminal(path: pair.path)
        let bytes = pattern(1 << 20)
        #expect(try await code { try await driver.write(bytes, deadline: .now + .milliseconds(30)) } == .timedOut)
        await pair.close()
    }

    @Test("a deadline in the past still gives what is there")
    func pastDeadline() async throws {
        let pair = try PtyPair()
        let driver = try await DescriptorStream.openTerminal(path: pair.path)
        try await pair.master.write([1, 2, 3], deadline: .soon)
        #expect(try await driver.read(upTo: 1, deadline: .soon) == [1])
        #expect(try await driver.read(upTo: 8, deadline: .now - .seconds(1)) == [2, 3])
        await pair.close()
    }

    @Test("a waiting reader and a waiting writer are woken by a hang-up")
    func hangUpWhileWaiting() async throws {
        let pair = try PtyPair()
        let driver = try await DescriptorStream.openTerminal(path: pair.path)
        async let reading = code { _ = try await driver.read(upTo: 1, deadline: .soon) }
        async let writing = code { try await driver.write(pattern(1 << 20), deadline: .soon) }
        // Once some of it has come, the writer is at work and soon waits.
        _ = try await pair.master.read(upTo: 1, deadline: .soon)
        await pair.close()
        #expect(try await reading == .hungUp)
        #expect(try await writing == .hungUp)
    }

    @Test("closing wakes the reader with hungUp, and is allowed twice")
    func closeWhileReading() async throws {
        let pair = try PtyPair()
        let driver = try await DescriptorStream.openTerminal(path: pair.path)
        async let reading = code { _ = try await driver.read(upTo: 1, deadline: .soon) }
        await driver.close()
        await driver.close()
        #expect(try await reading == .hungUp)
        await pair.close()
    }

    @Test("cancelling a task ends its read, its turn in the queue and its wait for a hang-up")
    func cancellation() async throws {
        let pair = try PtyPair()
        let driver = try await DescriptorStream.openTerminal(path: pair.path)
        let tasks = (0..<3).map { _ in Task { try await driver.read(upTo: 1, deadline: .soon) } }
        let watcher = Task { await driver.waitForHangUp() }
        for task in tasks {
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        watcher.cancel()
        await watcher.value
        try await pair.master.write([5], deadline: .soon)
        #expect(try await driver.read(upTo: 1, deadline: .soon) == [5])
        await pair.close()
    }

    @Test("discarding throws away what is there and nothing later")
    func discard() async throws {
        let pair = try PtyPair()
        let driver = try await DescriptorStream.openTerminal(path: pair.path)
        try await pair.master.write(pattern(1000), deadline: .soon)
        // Its arrival: one byte read means that the rest is in the same buffer.
        _ = try await driver.read(upTo: 1, deadline: .soon)
        try await driver.discardInput()
        try await driver.discardInput()
        try await pair.master.write([9], deadline: .soon)
        #expect(try await driver.read(upTo: 10, deadline: .soon) == [9])
        await pair.close()
    }

    @Test("writes of many tasks are not interleaved")
    func concurrentWriters() async throws {
        let pair = try PtyPair()
        let driver = try await DescriptorStream.openTerminal(path: pair.path)
        // Larger than the terminal's buffer, so that every write must wait in the middle.
        let length = 20_000
        let writers = 8
        async let read = pair.master.read(exactly: writers * length)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    try await driver.write([UInt8](repeating: UInt8(writer), count: length), deadline: .soon)
                }
            }
            try await group.waitForAll()
        }
        let bytes = try await read
        let blocks = (0..<writers).map { Set(bytes[($0 * length)..<(($0 + 1) * length)]) }
        #expect(blocks.allSatisfy { $0.count == 1 })
        #expect(Set(blocks.flatMap { $0 }).count == writers)
        await pair.close()
    }

    @Test("a second opener is refused until the first has closed")
    func locked() async throws {
        let pair = try PtyPair()
        let first = try await DescriptorStream.openTerminal(path: pair.path)
        #expect(try await code { _ = try await DescriptorStream.openTerminal(path: pair.path) } == .busy)
        await first.close()
        let second = try await DescriptorStream.openTerminal(path: pair.path)
        await second.close()
        await pair.close()
    }

    @Test("no read is asked for nothing")
    func emptyRead() async throws {
        let pair = try PtyPair()
        #expect(try await code { _ = try await pair.master.read(upTo: 0, deadline: .soon) } == .invalid)
        await pair.close()
    }

    @Test("what is no terminal is refused", arguments: ["/dev/null", "/etc/passwd", "/nowhere/at/all", "/tmp"])
    func refused(path: String) async throws {
        let code = try await code { _ = try await DescriptorStream.openTerminal(path: path) }
        #expect(path == "/nowhere/at/all" ? code == .notFound : [.unsupported, .inputOutput].contains(code))
    }

    @Test("two hundred openings, hang-ups and closings leave no descriptor behind")
    func cycles() async {
        await #expect(processExitsWith: .success) {
            func cycle() async throws {
                let pair = try PtyPair()
                let driver = try await DescriptorStream.openTerminal(path: pair.path, deadline: .soon)
                try await driver.write([1], deadline: .soon)
                _ = try await pair.master.read(upTo: 1, deadline: .soon)
                await pair.close()
                await driver.waitForHangUp()
                await driver.close()
                _ = try? await DescriptorStream.openTerminal(path: "/dev/null", deadline: .soon)
            }
            try await cycle()
            let before = try openDescriptors()
            for _ in 0..<200 { try await cycle() }
            // The C library opens a file for a moment now and then; a leak would be two hundred.
            #expect(try openDescriptors() < before + 20)
        }
    }
}
