import Dispatch
import Synchronization

/// Tells followers that something of a run was stored. They read it from the store: nothing queues up behind a slow
/// one.
public final class RunSignals: Sendable {
    private struct State {
        var next = 0
        var followers: [Int: (run: Int64, continuation: AsyncStream<Void>.Continuation)] = [:]
    }

    private let state = Mutex(State())

    /// Signals of nobody yet.
    public init() {}

    /// A stream that yields once at first and after each change of `run`; changes that were not waited for are one.
    public func changes(of run: Int64, endingAfter seconds: Double? = nil) -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            continuation.yield()
            let id = state.withLock { state in
                state.next += 1
                state.followers[state.next] = (run, continuation)
                return state.next
            }
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { _ = $0.followers.removeValue(forKey: id) }
            }
            if let seconds {
                DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { continuation.finish() }
            }
        }
    }

    /// How many streams are open.
    public var followers: Int { state.withLock { $0.followers.count } }

    /// Waits, even in a task that was cancelled.
    func pause(seconds: Double) async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { continuation.resume() }
        }
    }

    /// Tells the followers of `run` that it changed.
    func changed(_ run: Int64) {
        let continuations = state.withLock { $0.followers.values.filter { $0.run == run }.map(\.continuation) }
        for continuation in continuations { continuation.yield() }
    }
}
