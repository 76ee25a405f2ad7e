/// The first thing in which a driver did not do as was recorded.
public struct ReplayDifference: Sendable, Equatable {
    /// What kind of thing.
    public enum Kind: String, Sendable {
        /// A message differs.
        case message
        /// A message that the recording does not have.
        case extraMessage = "extra-message"
        /// A recorded message did not come.
        case missingMessage = "missing-message"
        /// The driver opened a stream once more.
        case extraOpening = "extra-opening"
        /// An operation returned or threw something else.
        case outcome
        /// An operation did not end.
        case unfinished
    }

    /// What kind of thing.
    public var kind: Kind
    /// Number of the operation in the recording; nil where none had begun.
    public var operation: Int?
    /// The operation in words.
    public var operationWords: String
    /// Number of the message, from 1, over all that the driver sent and that is compared; nil for an outcome.
    public var message: Int?
    /// What was recorded.
    public var expected: String
    /// What came instead.
    public var got: String
    /// The difference in detail, line by line: fields of the protocol, then bytes with a mark under the first.
    public var explanation: [String]

    /// The difference in one sentence.
    public var sentence: String {
        let place = operation.map { "operation \($0) (\(operationWords))" } ?? "before the first operation"
        let number = message.map { ", message \($0)" } ?? ""
        return "\(place)\(number): expected \(expected), got \(got)"
    }
}
