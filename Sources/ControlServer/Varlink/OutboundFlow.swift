import NIOCore

/// The replies on their way to one client: how many bytes wait, who waits for room, and when anything last moved.
struct OutboundFlow {
    /// A message is written in pieces, so that a slow client that does read is told from one that does not.
    static let pieceBytes = 256 << 10

    private let limitBytes: Int
    private(set) var pendingBytes = 0
    private var waiting: CircularBuffer<EventLoopPromise<Void>> = []
    /// When the client last took something, or when there was last nothing to take.
    private(set) var lastProgress = NIODeadline.now()

    init(limitBytes: Int) {
        self.limitBytes = limitBytes
    }

    mutating func enqueue(_ bytes: Int, _ promise: EventLoopPromise<Void>?) {
        if pendingBytes == 0 { lastProgress = .now() }
        pendingBytes += bytes
        guard let promise else { return }
        if pendingBytes <= limitBytes {
            promise.succeed()
        } else {
            waiting.append(promise)
        }
    }

    mutating func written(_ bytes: Int) {
        pendingBytes -= bytes
        lastProgress = .now()
        // All at once at half the limit: waking a handler for every piece would keep the buffer full for nothing.
        if pendingBytes <= limitBytes / 2 {
            while let promise = waiting.popFirst() { promise.succeed() }
        }
    }

    mutating func fail(_ error: any Error) {
        while let promise = waiting.popFirst() { promise.fail(error) }
    }
}
