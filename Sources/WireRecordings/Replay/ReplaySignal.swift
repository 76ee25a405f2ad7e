import Synchronization

/// Tells those who wait for something in a replay that it may have happened.
final class ReplaySignal: Sendable {
    private struct State {
        var version = 0
        var next = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    /// Changes with each ``raise()``; taken before a condition is looked at, so that no change is missed.
    var version: Int { state.withLock { $0.version } }

    /// Wakes everybody.
    func raise() {
        let waiters = state.withLock { state in
            state.version += 1
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values { waiter.resume() }
    }

    /// Returns once ``raise()`` was called since `version` was taken, at the deadline, or when the task is cancelled.
    func wait(beyond version: Int, until deadline: ContinuousClock.Instant?) async {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        let alarm = deadline.map { deadline in
            Task { [self] in
                try? await Task.sleep(until: deadline, clock: .continuous)
                wake(id)
            }
        }
        defer { alarm?.cancel() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    let isPast = deadline.map { $0 <= .now } ?? false
                    guard state.version == version, !isPast, !Task.isCancelled else { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            wake(id)
        }
    }

    private func wake(_ id: Int) {
        state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
    }
}
