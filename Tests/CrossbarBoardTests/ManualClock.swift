import Synchronization

/// A clock on which time passes only when a test says so.
final class ManualClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct Sleeper {
        let number: Int
        let deadline: Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(offset: .zero)
        var lastNumber = 0
        var sleepers: [Sleeper] = []
        /// Cancelled before they had lain down.
        var cancelled: Set<Int> = []
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    var now: Instant { state.withLock { $0.now } }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (isCancelled, waiting) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
                    guard state.cancelled.remove(number) == nil else { return (true, nil) }
                    state.sleepers.append(Sleeper(number: number, deadline: deadline, continuation: continuation))
                    defer { state.waiting = nil }
                    return (false, state.waiting)
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
                waiting?.resume()
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                guard let index = state.sleepers.firstIndex(where: { $0.number == number }) else {
                    state.cancelled.insert(number)
                    return nil
                }
                return state.sleepers.remove(at: index)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    private func waitForSleeper() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    let isOver = Task.isCancelled || !state.sleepers.isEmpty
                    if !isOver { state.waiting = continuation }
                    return isOver
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                defer { state.waiting = nil }
                return state.waiting
            }
            waiting?.resume()
        }
    }

    /// Goes on to the moment at which the next sleeper wakes, waiting for somebody to lie down if nobody
    /// sleeps. Returns early when the task is cancelled.
    func passNext() async {
        while true {
            let first = state.withLock { state -> Sleeper? in
                guard let first = state.sleepers.min(by: { $0.deadline < $1.deadline }) else { return nil }
                state.sleepers.removeAll { $0.number == first.number }
                state.now = max(state.now, first.deadline)
                return first
            }
            if let first {
                first.continuation.resume()
                return
            }
            guard !Task.isCancelled else { return }
            await waitForSleeper()
        }
    }
}
