import Synchronization

/// What the host has handed to its serial port and what is not yet over the line.
///
/// Read ahead of the line, so that a program which is late by some milliseconds does not make the line idle; as in a
/// real port the queue is short, so that the host cannot run far ahead either.
final class LineQueue: Sendable {
    /// Bytes that were handed over at one moment.
    struct Piece: Sendable {
        let bytes: [UInt8]
        let sentAt: ContinuousClock.Instant
    }

    /// The most bytes of one piece.
    static let pieceBytes = 4096

    let pieces: AsyncStream<Piece>
    private let continuation: AsyncStream<Piece>.Continuation
    private let waiting = Mutex(0)
    private let limit: Int

    /// A queue of 4096 bytes, or 20 ms of the line if that is more.
    init(rate: LineRate) {
        (pieces, continuation) = AsyncStream.makeStream(of: Piece.self)
        limit = max(Self.pieceBytes, rate.bytes(in: .milliseconds(20)))
    }

    /// Puts bytes behind the others, then waits until there is room for more. Throws `CancellationError`.
    func add(_ bytes: [UInt8]) async throws {
        waiting.withLock { $0 += bytes.count }
        continuation.yield(Piece(bytes: bytes, sentAt: .now))
        while waiting.withLock({ $0 }) >= limit { try await LineClock.wait(until: .now + .milliseconds(1)) }
    }

    /// So many bytes are over the line.
    func remove(_ count: Int) {
        waiting.withLock { $0 -= count }
    }
}
