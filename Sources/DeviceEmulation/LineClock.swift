/// One direction of a line: when it is free, and waiting until it is.
///
/// Every moment follows from the ones before it, not from when a timer happened to fire, so that lateness never adds
/// up.
struct LineClock: Sendable {
    /// The bytes that are handed over at once: as many as go over the line in a millisecond.
    static let slice = Duration.milliseconds(1)

    let rate: LineRate?
    /// When the last byte has passed.
    private(set) var freeAt = ContinuousClock.now

    init(rate: LineRate?) {
        self.rate = rate
    }

    /// The most bytes to hand over at once.
    var sliceBytes: Int { rate.map { max(1, $0.bytes(in: Self.slice)) } ?? 65_536 }

    /// Sends `count` bytes, beginning at `start` or when the line is free; returns when the last one has passed.
    mutating func pass(_ count: Int, from start: ContinuousClock.Instant) -> ContinuousClock.Instant {
        freeAt = max(freeAt, start) + (rate?.duration(of: count) ?? .zero)
        return freeAt
    }

    /// Waits shorter than this are not worth a timer: as every moment is reckoned from the ones before, nothing is
    /// lost by being early.
    private static let shortestWait = Duration.microseconds(200)

    /// Returns at `instant`, at once when that is over or near. Throws `CancellationError`.
    static func wait(until instant: ContinuousClock.Instant) async throws {
        try Task.checkCancellation()
        guard ContinuousClock.now.duration(to: instant) > shortestWait else { return }
        try await ContinuousClock().sleep(until: instant, tolerance: .zero)
    }
}
