import RandomStreams

/// Random choices that follow from a seed and a name.
struct Dice {
    private var stream: RandomStream

    init(seed: UInt64, _ name: String) { stream = RandomStream(seed: seed, name: "chaos/\(name)") }

    /// 0 ..< `bound`.
    mutating func below(_ bound: Int) -> Int { stream.integer(below: max(1, bound)) }

    mutating func among(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

    /// 0 ... 1.
    mutating func share() -> Double { Double(below(1 << 30)) / Double(1 << 30) }

    mutating func happens(_ probability: Double) -> Bool { share() < probability }

    /// A non-empty range within 0 ..< `count`, of at most `most`.
    mutating func range(within count: Int, most: Int) -> Range<Int> {
        let length = among(1...min(most, count))
        let start = below(count - length + 1)
        return start..<start + length
    }
}
