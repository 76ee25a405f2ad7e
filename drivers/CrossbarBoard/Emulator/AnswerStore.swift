import CrossbarBoard

/// The last answers of a board, so that a repeated request is answered without being carried out again.
struct AnswerStore: Sendable {
    private var answers: [(key: CWPFrame.RepetitionKey, bytes: [UInt8])] = []
    private let capacity: Int

    /// Keeps the last `capacity` answers.
    init(capacity: Int) {
        self.capacity = capacity
    }

    /// The answer to a request seen before.
    subscript(key: CWPFrame.RepetitionKey) -> [UInt8]? {
        get { answers.last { $0.key == key }?.bytes }
        set {
            guard let newValue else { return }
            if answers.count == capacity { answers.removeFirst() }
            answers.append((key, newValue))
        }
    }

    mutating func removeAll() { answers = [] }
}

/// How many frames were dropped since the last report; reports come at most ten times a second, so that noise on the
/// line is not answered with more noise.
struct BadFrameReport: Sendable {
    private static let interval = 0.1

    var count = 0
    private var last = -Self.interval

    /// How many there are to report at `seconds`; nil for none, or for too soon.
    mutating func due(at seconds: Double) -> Int? {
        guard count > 0, seconds - last >= Self.interval else { return nil }
        defer { (count, last) = (0, seconds) }
        return count
    }
}
