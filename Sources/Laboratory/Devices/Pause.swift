import Dispatch

/// Waiting for time to pass, in a task that may be cancelled.
enum Pause {
    /// Returns after `duration`, or at once when the task is cancelled.
    static func wait(_ duration: Duration) async {
        let timer = AsyncStream<Void> { continuation in
            let nanoseconds = Int(duration / .nanoseconds(1))
            DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(nanoseconds)) { continuation.finish() }
        }
        for await _ in timer {}
    }
}
