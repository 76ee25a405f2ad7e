import CSerialPort
import Foundation
import Glibc
import Synchronization

/// What the polling thread tells news of its descriptor.
protocol Pollable: AnyObject, Sendable {
    /// Names it in errors.
    var address: String { get }

    /// Called on the polling thread; must not block.
    func notice(readable: Bool, writable: Bool, gone: Bool)
}

/// The one thread that waits for all descriptors and all deadlines, so that no task ever does.
///
/// Descriptors are watched edge-triggered and always for input: the kernel passes a hang-up on to a waiter only if it
/// also waits for input or output, and a level-triggered watch would spin on input that nobody reads. Whoever begins
/// to wait arms the watch anew, which makes the kernel look at once at what is there; so no wait depends on an edge
/// that was seen, or not seen, before it.
final class PollThread: Sendable {
    /// Names a watched descriptor or a timer; never used twice.
    typealias Token = UInt64

    private struct Watched {
        weak var owner: (any Pollable)?
    }

    private struct State {
        var lastToken: Token = 0
        var watched: [Token: Watched] = [:]
        var timers: [Token: (deadline: ContinuousClock.Instant, wakeup: Wakeup)] = [:]
        /// When the thread will look at the timers by itself; nil while there are none.
        var nextLook: ContinuousClock.Instant?
    }

    private static let instance = Mutex<PollThread?>(nil)
    private static let interest = EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
    private static let goneEvents = EPOLLHUP.rawValue | EPOLLERR.rawValue | EPOLLRDHUP.rawValue

    private let epoll: OwnedDescriptor
    private let bell: OwnedDescriptor
    private let state = Mutex(State())

    /// The process's thread, started at first use.
    static func shared() throws -> PollThread {
        try instance.withLock { instance in
            if let instance { return instance }
            let made = try PollThread()
            let thread = Thread { made.run() }
            thread.name = "transports"
            thread.start()
            instance = made
            return made
        }
    }

    /// The process's thread, if it was ever needed.
    static var running: PollThread? { instance.withLock { $0 } }

    private init() throws {
        let poll = epoll_create1(CInt(EPOLL_CLOEXEC))
        guard poll >= 0 else { throw ByteStreamError.system(errno, path: "epoll", "wait for devices") }
        epoll = OwnedDescriptor(poll)
        let event = eventfd(0, CInt(EFD_CLOEXEC) | CInt(EFD_NONBLOCK))
        guard event >= 0 else { throw ByteStreamError.system(errno, path: "eventfd", "wait for devices") }
        bell = OwnedDescriptor(event)
        var watch = epoll_event(events: EPOLLIN.rawValue, data: epoll_data(u64: 0))
        guard epoll_ctl(poll, EPOLL_CTL_ADD, event, &watch) == 0 else {
            throw ByteStreamError.system(errno, path: "eventfd", "wait for devices")
        }
    }

    /// Watches a descriptor for input and hang-up until ``forget(_:descriptor:)``.
    func watch(_ owner: any Pollable, descriptor: CInt) throws -> Token {
        let token = state.withLock { state in
            state.lastToken += 1
            state.watched[state.lastToken] = Watched(owner: owner)
            return state.lastToken
        }
        var event = epoll_event(events: Self.interest, data: epoll_data(u64: token))
        guard epoll_ctl(epoll.number, EPOLL_CTL_ADD, descriptor, &event) == 0 else {
            let number = errno
            state.withLock { $0.watched[token] = nil }
            throw number == EPERM
                ? ByteStreamError(
                    .unsupported, path: owner.address, "it is not a stream device",
                    remedy: "Name a serial port or a pseudo-terminal.")
                : ByteStreamError.system(number, path: owner.address, "wait for it")
        }
        return token
    }

    /// The streams that are watched at present.
    var streams: [DescriptorStream] {
        state.withLock { state in state.watched.values.compactMap { $0.owner as? DescriptorStream } }
    }

    /// Has the kernel look again: what is there already is noticed, and what comes later too. False if it refuses.
    func arm(_ token: Token, descriptor: CInt, output: Bool) -> Bool {
        let interest = output ? Self.interest | EPOLLOUT.rawValue : Self.interest
        var event = epoll_event(events: interest, data: epoll_data(u64: token))
        return epoll_ctl(epoll.number, EPOLL_CTL_MOD, descriptor, &event) == 0
    }

    /// Stops watching, before the descriptor is closed.
    func forget(_ token: Token, descriptor: CInt) {
        _ = epoll_ctl(epoll.number, EPOLL_CTL_DEL, descriptor, nil)
        state.withLock { $0.watched[token] = nil }
    }

    /// Resumes `wakeup` with `deadlinePassed` at a moment.
    func schedule(_ wakeup: Wakeup, at deadline: ContinuousClock.Instant) -> Token {
        let (token, sooner) = state.withLock { state -> (Token, Bool) in
            state.lastToken += 1
            state.timers[state.lastToken] = (deadline, wakeup)
            let sooner = state.nextLook.map { deadline < $0 } ?? true
            if sooner { state.nextLook = deadline }
            return (state.lastToken, sooner)
        }
        if sooner { eventfd_write(bell.number, 1) }
        return token
    }

    func cancelTimer(_ token: Token) {
        state.withLock { $0.timers[token] = nil }
    }

    private func run() {
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        while true {
            let count = epoll_wait(epoll.number, &events, CInt(events.count), fireTimers())
            for event in events.prefix(Int(max(0, count))) {
                deliver(event)
            }
        }
    }

    private func deliver(_ event: epoll_event) {
        guard event.data.u64 != 0 else {
            var rings: eventfd_t = 0
            eventfd_read(bell.number, &rings)
            return
        }
        let owner = state.withLock { $0.watched[event.data.u64]?.owner }
        owner?.notice(
            readable: event.events & EPOLLIN.rawValue != 0, writable: event.events & EPOLLOUT.rawValue != 0,
            gone: event.events & Self.goneEvents != 0)
    }

    /// Ends the waits that are over; how long to sleep at most [ms], -1 for ever.
    private func fireTimers() -> CInt {
        let now = ContinuousClock.now
        let (due, next) = state.withLock { state -> ([Wakeup], ContinuousClock.Instant?) in
            if let look = state.nextLook, look > now { return ([], look) }
            let due = state.timers.filter { $0.value.deadline <= now }
            for token in due.keys { state.timers[token] = nil }
            state.nextLook = state.timers.values.map(\.deadline).min()
            return (due.values.map(\.wakeup), state.nextLook)
        }
        for wakeup in due { wakeup.resume(.deadlinePassed) }
        guard let next else { return -1 }
        // Rounded up: a thread that wakes too early would only look again.
        let milliseconds = now.duration(to: next) / .milliseconds(1)
        return CInt(min(max(milliseconds.rounded(.up), 0), 60_000))
    }
}
