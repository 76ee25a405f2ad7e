import ControlInterface
import NIOCore
import Synchronization

/// One call to answer.
public final class VarlinkCall: Sendable {
    /// The full name of the method, interface included.
    public let method: String
    /// The parameters; an empty object where the call has none.
    public let parameters: JSONValue
    /// Who calls.
    public let peer: VarlinkPeer
    /// The client takes several replies.
    public let wantsMore: Bool
    /// The client takes no reply; what is replied is thrown away.
    public let isOneway: Bool

    private let channel: any Channel
    private let finished = Mutex(false)

    init(_ message: VarlinkCallMessage, peer: VarlinkPeer, channel: any Channel) {
        method = message.method
        parameters = message.parameters ?? [:]
        self.peer = peer
        wantsMore = message.more
        isOneway = message.oneway
        self.channel = channel
    }

    /// The parameters as a value.
    ///
    /// - Throws: ``VarlinkError`` `InvalidParameter` with the path to what does not fit.
    public func decode<T: Decodable>(_ type: T.Type = T.self) throws -> T {
        do {
            return try parameters.decoded(as: type)
        } catch let error as DecodingError {
            throw VarlinkError.invalidParameter(error)
        }
    }

    /// Sends a reply. While the client is slow, this waits.
    ///
    /// - Parameters:
    ///   - value: Encoded as the reply's object of parameters.
    ///   - continues: More replies follow; only for a client that wants more.
    /// - Throws: ``VarlinkDisconnected`` when the client is gone or was dropped; ``VarlinkError`` `ExpectedMore` for
    ///   several replies to a client that takes one; ``VarlinkReplyError`` after the last reply; `EncodingError`.
    public func reply<R: Encodable>(_ value: R, continues: Bool = false) async throws {
        if continues, !wantsMore { throw VarlinkError.expectedMore(method) }
        let parameters = try JSONValue(encoding: value)
        try await send(VarlinkReplyMessage(parameters: parameters, continues: continues))
    }

    /// The last reply was sent.
    var isFinished: Bool { finished.withLock { $0 } }

    func send(_ reply: VarlinkReplyMessage) async throws {
        let bytes = try reply.serialized()
        let isFirstLast = finished.withLock { finished in
            defer { finished = finished || !reply.continues }
            return !finished
        }
        guard isFirstLast else { throw VarlinkReplyError.afterTheLast(method: method) }
        guard !isOneway else { return }
        do {
            try await channel.writeAndFlush(bytes).get()
        } catch {
            throw VarlinkDisconnected(pid: peer.pid)
        }
    }
}
