import Synchronization

/// Lets tasks through one at a time, in the order in which they came.
final class Turnstile: Sendable {
    private struct State {
        var taken = false
        var queue: [Wakeup] = []
    }

    private let state = Mutex(State())

    /// Waits for the turn. After any outcome but `ready` the turn is not held.
    func enter(before deadline: ContinuousClock.Instant, on thread: PollThread) async -> Wakeup.Outcome {
        let wakeup = state.withLock { state -> Wakeup? in
            guard state.taken else {
                state.taken = true
                return nil
            }
            let wakeup = Wakeup()
            state.queue.append(wakeup)
            return wakeup
        }
        guard let wakeup else { return .ready }
        let outcome = await wakeup.wait(until: deadline, on: thread)
        if outcome != .ready {
            state.withLock { $0.queue.removeAll { $0 === wakeup } }
        }
        return outcome
    }

    /// Hands the turn to the next in the queue that still waits.
    func leave() {
        state.withLock { state in
            while !state.queue.isEmpty {
                if state.queue.removeFirst().resume(.ready) { return }
            }
            state.taken = false
        }
    }
}
