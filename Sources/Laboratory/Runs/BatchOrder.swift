import RandomStreams

/// The order in which training samples are measured: one random permutation after another, cut into batches.
struct BatchOrder: Sendable {
    private let count: Int
    private let batch: Int
    private var stream: RandomStream
    private var pending: [Int] = []

    init(samples count: Int, batch: Int, seed: UInt64) {
        self.count = count
        self.batch = batch
        stream = RandomStream(seed: seed, name: "data-order")
    }

    /// The samples of the next batch.
    mutating func next() -> [Int] {
        while pending.count < batch { pending += stream.permutation(count) }
        defer { pending.removeFirst(batch) }
        return Array(pending[..<batch])
    }
}
