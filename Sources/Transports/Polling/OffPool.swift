import Foundation
import Synchronization

/// Calls that may block in the kernel (open, close, name look-up), each on a thread of its own.
enum OffPool {
    /// Runs `body` and waits for it until the deadline; a later result is dropped.
    static func run<Value: Sendable>(
        before deadline: ContinuousClock.Instant, for path: String, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let thread = try PollThread.shared()
        let result = SharedResult<Value>()
        let done = Wakeup()
        Thread.detachNewThread {
            result.set(Result { try body() })
            done.resume(.ready)
        }
        switch await done.wait(until: deadline, on: thread) {
        case .cancelled: throw CancellationError()
        case .ready, .deadlinePassed: break
        }
        guard let result = result.get() else {
            throw ByteStreamError(
                .timedOut, path: path, "the system did not answer in time", remedy: "Check the device and its cable.")
        }
        return try result.get()
    }

    private final class SharedResult<Value: Sendable>: Sendable {
        private let result = Mutex<Result<Value, any Error>?>(nil)

        func set(_ value: Result<Value, any Error>) {
            result.withLock { $0 = value }
        }

        func get() -> Result<Value, any Error>? {
            result.withLock { $0 }
        }
    }
}
