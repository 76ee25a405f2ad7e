/// Bytes that an emulated board sends in one piece.
public struct EmulatedReply: Sendable, Equatable {
    /// The bytes.
    public var bytes: [UInt8]
    /// [s] after the request in which the board is still at work; replies leave in order all the same.
    public var delay: Double
    /// Whether this answers a request, and so counts as an operation of the fault script. Events and log lines do not.
    public var answersRequest: Bool

    /// A reply of `bytes`.
    public init(bytes: [UInt8], delay: Double = 0, answersRequest: Bool = true) {
        self.bytes = bytes
        self.delay = delay
        self.answersRequest = answersRequest
    }
}
