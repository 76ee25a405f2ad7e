/// One input of the fuzzer, taken apart from the front: a few bytes that choose, then what is read.
struct FuzzInput {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// The next byte; 0 when there is none.
    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    /// All that is left.
    mutating func remainder() -> [UInt8] {
        defer { rest = [] }
        return [UInt8](rest)
    }

    /// At most `count` of the next bytes.
    mutating func bytes(_ count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return [UInt8](rest.prefix(count))
    }
}

extension [UInt8] {
    /// The bytes in pieces whose sizes come from `seed`, 1...255 bytes each, as a wire would cut them.
    func pieces(_ seed: UInt8) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var start = 0
        var state = seed
        while start < count {
            state = state &* 29 &+ 71
            let end = Swift.min(count, start + Swift.max(1, Int(state & seed)))
            pieces.append([UInt8](self[start..<end]))
            start = end
        }
        return pieces
    }
}

/// Ends the program, which the fuzzer takes for a crash, when `claim` does not hold.
func require(_ condition: Bool, _ claim: @autoclosure () -> String) {
    guard condition else { fatalError(claim()) }
}
