import Foundation
import Glibc
import Synchronization

/// The byte stream over any non-blocking descriptor; serial ports, terminals and TCP differ in how they are opened.
///
/// System calls are made under a lock, which is what makes closing safe: no call can be under way on a number that
/// was closed and given to somebody else. None of them blocks.
public final class DescriptorStream: ByteStream, Pollable {
    struct State {
        /// -1 once closed.
        var descriptor: CInt
        var token: PollThread.Token?
        var hungUp = false
        var reader: Wakeup?
        var writer: Wakeup?
        var watchers: [Wakeup] = []

        /// Everybody who waits, once.
        mutating func takeAll() -> [Wakeup] {
            defer { (reader, writer, watchers) = (nil, nil, []) }
            return [reader, writer].compactMap { $0 } + watchers
        }
    }

    enum Attempt<Value> {
        case done(Value)
        case later(Wakeup)
        case failed(ByteStreamError, waking: [Wakeup])
    }

    static let largestPiece = 65_536
    private static let longestDiscard = 1 << 20
    /// Closing a port may wait in the kernel for unsent bytes; this is how long we wait for it.
    private static let closingTime = Duration.seconds(2)

    public let address: String

    let state: Mutex<State>
    let thread: PollThread
    let isSocket: Bool
    /// Held open, for its lock, as long as the stream.
    let lock: CInt?
    private let readTurn = Turnstile()
    private let writeTurn = Turnstile()

    /// A stream over an open descriptor, which it owns from here on, also when this throws. It is made non-blocking.
    ///
    /// - Throws: ``ByteStreamError`` with `unsupported` if it is neither a character device nor a socket.
    public convenience init(adopting descriptor: CInt, address: String) throws {
        try self.init(adopting: descriptor, address: address, lock: nil)
    }

    init(adopting descriptor: CInt, address: String, lock: CInt?) throws {
        do {
            thread = try PollThread.shared()
        } catch {
            Self.closeAll([descriptor] + [lock].compactMap { $0 })
            throw error
        }
        self.address = address
        self.lock = lock
        state = Mutex(State(descriptor: descriptor))
        var status = stat()
        let known = fstat(descriptor, &status) == 0
        isSocket = known && status.st_mode & S_IFMT == S_IFSOCK
        // From here on deinit closes the descriptor, if one of the following throws.
        guard known, isSocket || status.st_mode & S_IFMT == S_IFCHR else {
            throw ByteStreamError(
                .unsupported, path: address, "it is neither a device nor a socket",
                remedy: "Name a serial port or a pseudo-terminal.")
        }
        let flags = fcntl(descriptor, F_GETFL)
        guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 else {
            throw ByteStreamError.system(errno, path: address, "make it non-blocking")
        }
        let token = try thread.watch(self, descriptor: descriptor)
        state.withLock { $0.token = token }
    }

    deinit {
        let descriptors = release()
        // Not here: the last reference may be dropped on the polling thread or on one of the cooperative pool.
        if !descriptors.isEmpty {
            Thread.detachNewThread { Self.closeAll(descriptors) }
        }
    }

    public func read(upTo limit: Int, deadline: ContinuousClock.Instant) async throws -> [UInt8] {
        guard limit > 0 else {
            throw ByteStreamError(
                .invalid, path: address, "asked for \(limit) bytes", remedy: "Ask for at least one byte.")
        }
        try check(await readTurn.enter(before: deadline, on: thread), "no data came in time")
        defer { readTurn.leave() }
        while true {
            switch readNow(limit) {
            case .done(let bytes): return bytes
            case .later(let wakeup):
                try check(await wakeup.wait(until: deadline, on: thread), "no data came in time")
            case .failed(let error, let waiters):
                for waiter in waiters { waiter.resume(.ready) }
                throw error
            }
        }
    }

    public func write(_ bytes: [UInt8], deadline: ContinuousClock.Instant) async throws {
        try check(await writeTurn.enter(before: deadline, on: thread), "earlier writes did not finish in time")
        defer { writeTurn.leave() }
        var sent = 0
        while sent < bytes.count {
            switch writeNow(bytes[sent...]) {
            case .done(let count): sent += count
            case .later(let wakeup):
                try check(
                    await wakeup.wait(until: deadline, on: thread),
                    "the device took \(sent) of \(bytes.count) bytes in time")
            case .failed(let error, let waiters):
                for waiter in waiters { waiter.resume(.ready) }
                throw error
            }
        }
    }

    public func discardInput() async throws {
        var discarded = 0
        while discarded < Self.longestDiscard {
            switch readNow(Self.largestPiece, waiting: false) {
            case .done(let bytes): discarded += bytes.count
            case .later: return
            case .failed(let error, let waiters):
                for waiter in waiters { waiter.resume(.ready) }
                throw error
            }
        }
    }

    public func waitForHangUp() async {
        let wakeup = Wakeup()
        let waiting = state.withLock { state in
            guard !state.hungUp, state.descriptor >= 0 else { return false }
            state.watchers.append(wakeup)
            return true
        }
        guard waiting else { return }
        _ = await wakeup.wait(until: nil, on: thread)
        state.withLock { $0.watchers.removeAll { $0 === wakeup } }
    }

    public func close() async {
        let descriptors = release()
        guard !descriptors.isEmpty else { return }
        let done = Wakeup()
        Thread.detachNewThread {
            Self.closeAll(descriptors)
            done.resume(.ready)
        }
        _ = await done.wait(until: .now + Self.closingTime, on: thread)
    }
}
