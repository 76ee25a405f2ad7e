/// Why a service could not be reached or the connection to it is no longer usable.
public enum VarlinkConnectionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no socket at `path`.
    case notFound(path: String)
    /// Nobody listens on the socket at `path`, or it is no socket.
    case refused(path: String)
    /// The caller may not open the socket at `path`.
    case denied(path: String)
    /// The socket at `path` cannot be used; `reason` says why, for example that the path is too long.
    case unusable(path: String, reason: String)
    /// The connection was closed before the answer came.
    case closed(path: String)
    /// No answer within `seconds`; the connection is closed, because a late answer could be taken for another's.
    case timedOut(path: String, seconds: Double)
    /// The peer sent what varlink does not allow; `reason` says what.
    case protocolViolation(path: String, reason: String)

    /// The path of the socket.
    public var path: String {
        switch self {
        case .notFound(let path), .refused(let path), .denied(let path), .closed(let path), .timedOut(let path, _),
            .unusable(let path, _), .protocolViolation(let path, _):
            path
        }
    }

    /// What is wrong, and where.
    public var message: String {
        switch self {
        case .notFound: "there is no socket \(path)"
        case .refused: "nobody listens on \(path)"
        case .denied: "no permission to open \(path)"
        case .unusable(_, let reason): "cannot use the socket \(path): \(reason)"
        case .closed: "the connection to \(path) was closed before the answer came"
        case .timedOut(_, let seconds): "no answer from \(path) within \(seconds) s"
        case .protocolViolation(_, let reason): "\(path) does not speak varlink as it should: \(reason)"
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .notFound, .refused: "start the daemon, or name its socket"
        case .denied: "become a member of the group that owns the socket"
        case .unusable: "name the daemon's socket, with a path of at most \(UnixSocket.longestPath) bytes"
        case .closed: "look into the daemon's log, then call again"
        case .timedOut: "see whether the daemon is alive, or allow more time"
        case .protocolViolation: "see that the path names the daemon's socket and both ends have the same version"
        }
    }

    /// The message and the remedy.
    public var description: String { "\(message); \(remedy)" }
}
