import Synchronization

/// What was recorded and not yet fetched, bounded in bytes.
final class RecordingQueue: Sendable {
    fileprivate struct State {
        var records: [WireRecord] = []
        var cost = 0
        var isOpen = true
        var reader: CheckedContinuation<Void, Never>?
    }

    private let capacity: Int
    /// Fetched from the state and not yet handed on; apart from it, so that the device never waits while this is
    /// sorted.
    private let inHand = Mutex(ArraySlice<WireRecord>())
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    init(capacity: Int) { self.capacity = capacity }

    /// Whether records are still taken.
    var isOpen: Bool { state.withLock { $0.isOpen } }

    /// Adds an event with the time; one that finds the queue full is replaced by the record that ends the recording.
    func append(_ event: WireEvent) {
        let reader = state.withLock { state in
            guard state.isOpen else { return state.reader.take() }
            let isFull = state.cost + event.cost > capacity && !event.isLast
            let last: WireEvent =
                isFull
                ? .lost("the reader of the recording was too slow: more than \(capacity) bytes waited for it") : event
            let seconds = (start.duration(to: .now) / .microseconds(1)).rounded() / 1e6
            state.records.append(WireRecord(seconds: seconds, event: last))
            state.cost += last.cost
            state.isOpen = !last.isLast
            return state.reader.take()
        }
        reader?.resume()
    }

    /// Takes no more records; what is there can still be fetched.
    func close() {
        let reader = state.withLock { state in
            state.isOpen = false
            return state.reader.take()
        }
        reader?.resume()
    }

    /// The records that wait, at least one and about ``RecordingLimits/batchBytes`` of them; nil after the last. One
    /// reader at a time.
    func next() async -> [WireRecord]? {
        while true {
            let (batch, isOver) = takeBatch()
            if !batch.isEmpty { return batch }
            if isOver { return nil }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let ready = state.withLock { state in
                        guard state.records.isEmpty, state.isOpen else { return true }
                        state.reader = continuation
                        return false
                    }
                    if ready { continuation.resume() }
                }
            } onCancel: {
                close()
            }
        }
    }

    private func takeBatch() -> (batch: [WireRecord], isOver: Bool) {
        inHand.withLock { records in
            var isOver = false
            if records.isEmpty {
                state.withLock { state in
                    records = state.records[...]
                    state.records = []
                    isOver = !state.isOpen
                }
            }
            var bytes = 0
            var end = records.startIndex
            while end < records.endIndex, bytes < RecordingLimits.batchBytes {
                bytes += records[end].event.cost
                end += 1
            }
            let batch = Array(records[..<end])
            records = records[end...]
            state.withLock { $0.cost -= bytes }
            return (batch, isOver)
        }
    }
}
