import RandomStreams

/// The order in which training samples are measured: one random permutation after another, cut into batches.
struct BatchOrder: Sendable {
    private let count: Int
    private let batch: Int
    private var stream: RandomStream
    private var pending: [Int] = []

    /// The order that follows from `seed` and the `name` of its stream, after `drawn` batches. Those are drawn again,
    /// which is less than keeping a permutation of all samples with every checkpoint.
    init(samples count: Int, batch: Int, seed: UInt64, name: String = "data-order", after drawn: Int = 0) {
        self.count = count
        self.batch = batch
        stream = RandomStream(seed: seed, name: name)
        for _ in 0..<drawn { _ = next() }
    }

    /// The samples of the next batch.
    mutating func next() -> [Int] {
        while pending.count < batch { pending += stream.permutation(count) }
        defer { pending.removeFirst(batch) }
        return Array(pending[..<batch])
    }
}
