import Synchronization

/// A one-shot wait that ends with whichever comes first: the event, the deadline, or the task's cancellation.
final class Wakeup: Sendable {
    enum Outcome: Sendable {
        case ready, deadlinePassed, cancelled
    }

    private enum State {
        case idle
        case waiting(CheckedContinuation<Outcome, Never>)
        case over(Outcome)
    }

    private let state = Mutex(State.idle)

    /// Ends the wait, from any thread; false if it had ended before.
    @discardableResult
    func resume(_ outcome: Outcome) -> Bool {
        let (won, continuation) = state.withLock { state -> (Bool, CheckedContinuation<Outcome, Never>?) in
            switch state {
            case .idle:
                state = .over(outcome)
                return (true, nil)
            case .waiting(let continuation):
                state = .over(outcome)
                return (true, continuation)
            case .over:
                return (false, nil)
            }
        }
        continuation?.resume(returning: outcome)
        return won
    }

    /// Waits; one task only, once only.
    func wait(until deadline: ContinuousClock.Instant?, on thread: PollThread) async -> Outcome {
        let timer = deadline.map { thread.schedule(self, at: $0) }
        defer { timer.map(thread.cancelTimer) }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let early = state.withLock { state -> Outcome? in
                    if case .over(let outcome) = state { return outcome }
                    state = .waiting(continuation)
                    return nil
                }
                if let early { continuation.resume(returning: early) }
            }
        } onCancel: {
            resume(.cancelled)
        }
    }
}
