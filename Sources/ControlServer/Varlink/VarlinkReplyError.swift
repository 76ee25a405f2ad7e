/// A handler that breaks the rules of replying; the client gets an `InternalError`, the log this.
public enum VarlinkReplyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The handler of `method` returned without a last reply.
    case missing(method: String)
    /// The handler of `method` replied again after the last reply.
    case afterTheLast(method: String)

    /// What the handler did.
    public var description: String {
        switch self {
        case .missing(let method): "the handler of \(method) returned without its last reply"
        case .afterTheLast(let method): "the handler of \(method) replied again after its last reply"
        }
    }
}
