/// Looks for an answer in a stream of bytes that may hold others.
struct AnswerSearch {
    private let answer: [UInt8]
    private var tail: [UInt8] = []
    /// Bytes looked at so far.
    private(set) var count = 0

    init(_ answer: [UInt8]) { self.answer = answer }

    /// Whether the answer ends in the next bytes.
    mutating func finds(in bytes: [UInt8]) -> Bool {
        count += bytes.count
        tail += bytes
        if tail.count >= answer.count {
            for start in 0...(tail.count - answer.count) where tail[start...].starts(with: answer) { return true }
        }
        tail = tail.suffix(answer.count - 1)
        return false
    }
}
