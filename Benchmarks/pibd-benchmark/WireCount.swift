/// What came back between the first answer and the last one that still found the line full.
struct WireCount {
    /// One batch, measured.
    struct Answer: Sendable {
        let vectors: Int
        let instant: ContinuousClock.Instant
    }

    /// Vectors after the first answer's.
    private(set) var vectors = 0
    private var first: ContinuousClock.Instant?
    private var last: ContinuousClock.Instant?

    /// From the first answer to the last [s].
    var seconds: Double {
        guard let first, let last else { return 0 }
        return first.duration(to: last) / .seconds(1)
    }

    /// Counts an answer unless it came after `end`, when some callers have stopped.
    mutating func add(_ answer: Answer, by end: ContinuousClock.Instant) {
        guard answer.instant <= end else { return }
        if first == nil { first = answer.instant } else { vectors += answer.vectors }
        last = answer.instant
    }
}
