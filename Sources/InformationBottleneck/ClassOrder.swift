/// The samples of a batch sorted by class, so that the label kernel is block-diagonal.
struct ClassOrder {
    /// Sample at each sorted place; samples of one class keep their order.
    let samples: [Int]
    /// Sorted places of each class.
    let classes: [Range<Int>]
    /// For each sorted place, the end of its class.
    let ends: [Int]

    init(labels: [Int]) {
        let samples = labels.indices.sorted { (labels[$0], $0) < (labels[$1], $1) }
        var classes: [Range<Int>] = []
        var start = 0
        for place in 1..<max(samples.count, 1) where labels[samples[place]] != labels[samples[start]] {
            classes.append(start..<place)
            start = place
        }
        classes.append(start..<samples.count)
        self.samples = samples
        self.classes = classes
        ends = classes.flatMap { [Int](repeating: $0.upperBound, count: $0.count) }
    }
}
