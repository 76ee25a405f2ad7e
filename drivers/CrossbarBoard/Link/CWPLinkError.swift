/// A request that got no answer: the link's own failure, where a board's refusal is a `CWPErrorResponse`.
struct CWPLinkError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it was.
    enum Kind: Sendable {
        /// The far end is gone, or the stream failed.
        case lost
        /// No answer after all tries. The link is of no use until it is made anew.
        case timedOut
        /// Frames for the request came, and none of them can be its answer. As with `timedOut`, the link is done.
        case contradicted
        /// The safe state was called for before the request was sent, or before it was answered.
        case superseded
        /// The request cannot be put into a frame.
        case malformed
    }

    /// What kind of failure it was.
    let kind: Kind
    /// What went wrong.
    let message: String
    /// Whether the request had gone out: if it had, the board may have executed it.
    var wasSent = false

    var description: String { message }
}
