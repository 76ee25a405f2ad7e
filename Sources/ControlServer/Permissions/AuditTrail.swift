import ControlInterface
import Dispatch
import Foundation
import Synchronization

/// Who drove what, as lines of a file that is only ever appended to.
///
/// Writing happens on a thread of its own: a disk that is slow holds up whoever waits for it and nobody else.
public final class AuditTrail: Sendable {
    /// The file.
    public let path: String
    private let queue = DispatchQueue(label: "io.pibd.audit")
    private let file: Mutex<AuditFile>
    private let pace = Mutex(AuditPace())
    private let lastCall: Mutex<Int>
    private let clock: @Sendable () -> Date
    /// The pace goes by this: a clock that is put back must not silence the trail.
    private let start = ContinuousClock.now

    /// The trail in `directory`, which must be there; the file is made with the first entry. `clock` gives the time of
    /// the entries.
    public init(directory: String, clock: @escaping @Sendable () -> Date = { Date() }) {
        let file = AuditFile(directory: directory)
        path = file.path
        // The last line may tell of an earlier call.
        lastCall = Mutex(file.newest(100).map(\.call).max() ?? 0)
        self.file = Mutex(file)
        self.clock = clock
    }

    deinit { file.withLock { $0.close() } }

    /// A number for a call.
    func nextCall() -> Int {
        lastCall.withLock { last in
            last += 1
            return last
        }
    }

    /// The time now, as entries have it.
    var now: String { Date.ISO8601FormatStyle(includingFractionalSeconds: true).format(clock()) }

    /// Writes an entry and returns once it is on the disk. Throws `POSIXError`.
    func writeDurably(_ entry: AuditEntry) async throws {
        try await perform { try $0.append([entry], durable: true) }
    }

    /// Writes an entry, unless there were too many of its kind. Throws `POSIXError`.
    func write(_ entry: AuditEntry) async throws {
        let due = pace.withLock { $0.admit(entry, at: start.duration(to: .now) / .seconds(1)) }
        guard !due.isEmpty else { return }
        try await perform { try $0.append(due, durable: false) }
    }

    /// The newest `limit` entries, oldest first, with the numbers of those that were left out lately.
    public func newest(_ limit: Int) async throws -> [AuditEntry] {
        let pending = pace.withLock { $0.pending }
        let written = try await perform { $0.newest(limit) }
        return (written + pending).suffix(limit)
    }

    private func perform<Value: Sendable>(
        _ work: @escaping @Sendable (inout AuditFile) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { [self] in
                continuation.resume(with: Result { try file.withLock { try work(&$0) } })
            }
        }
    }
}
