import ControlInterface
import Synchronization

/// A stand-in for the daemon: answers each method with what it was given, in the daemon's own JSON, and keeps the
/// calls.
final class FakeLaboratory: LabTransport {
    /// What a stream does after its replies.
    enum StreamEnd {
        case finish
        case fail(any Error & Sendable)
        /// Stays open until whoever follows lets go.
        case stayOpen
    }

    private struct Answers {
        var replies: [String: JSONValue] = [:]
        var errors: [String: any Error & Sendable] = [:]
        var streams: [String: (replies: [JSONValue], end: StreamEnd)] = [:]
        var calls: [(method: String, parameters: JSONValue)] = []
        var timeouts: [Double] = []
    }

    private let answers = Mutex(Answers())

    func answer<Method: LabMethod>(_: Method.Type, with reply: Method.Reply) throws {
        let reply = try JSONValue(encoding: reply)
        answers.withLock { $0.replies[Method.qualifiedName] = reply }
    }

    func fail<Method: LabMethod>(_: Method.Type, with error: any Error & Sendable) {
        answers.withLock { $0.errors[Method.qualifiedName] = error }
    }

    func stream<Method: LabMethod>(_: Method.Type, _ replies: [Method.Reply], then end: StreamEnd = .finish) throws {
        let replies = try replies.map { try JSONValue(encoding: $0) }
        answers.withLock { $0.streams[Method.qualifiedName] = (replies, end) }
    }

    /// The answer to a method of another interface, by its full name.
    func answer(_ method: String, with reply: JSONValue) { answers.withLock { $0.replies[method] = reply } }

    /// The error of a method of another interface.
    func fail(_ method: String, with error: any Error & Sendable) { answers.withLock { $0.errors[method] = error } }

    /// The parameters of every call of a method of another interface, in order.
    func calls(of method: String) -> [JSONValue] {
        answers.withLock { $0.calls.filter { $0.method == method }.map(\.parameters) }
    }

    /// [s] How long each call was ready to wait, in order.
    var timeouts: [Double] { answers.withLock { $0.timeouts } }

    /// The parameters of every call of a method, in order.
    func calls<Method: LabMethod>(of _: Method.Type) throws -> [Method] {
        try answers.withLock { $0.calls.filter { $0.method == Method.qualifiedName }.map(\.parameters) }
            .map { try $0.decoded() }
    }

    func call<P: Encodable & Sendable, R: Decodable & Sendable>(
        _ method: String, _ parameters: P, returning: R.Type, timeoutSeconds: Double
    ) async throws -> R {
        let parameters = try JSONValue(encoding: parameters)
        let reply = try answers.withLock { answers in
            answers.calls.append((method, parameters))
            answers.timeouts.append(timeoutSeconds)
            if let error = answers.errors[method] { throw error }
            return answers.replies[method]
        }
        guard let reply else { throw VarlinkError.methodNotImplemented(method) }
        return try reply.decoded()
    }

    func stream<P: Encodable & Sendable, R: Decodable & Sendable>(
        _ method: String, _ parameters: P, returning: R.Type
    ) -> AsyncThrowingStream<R, any Error> {
        AsyncThrowingStream { continuation in
            do {
                let parameters = try JSONValue(encoding: parameters)
                let stream = answers.withLock { answers in
                    answers.calls.append((method, parameters))
                    return answers.streams[method]
                }
                guard let stream else { throw VarlinkError.methodNotImplemented(method) }
                for reply in stream.replies { continuation.yield(try reply.decoded()) }
                switch stream.end {
                case .finish: continuation.finish()
                case .fail(let error): continuation.finish(throwing: error)
                case .stayOpen: break
                }
            } catch {
                continuation.finish(throwing: error)
            }
        }
    }
}
