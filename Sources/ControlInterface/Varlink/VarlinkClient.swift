import Glibc
import NIOCore
import NIOPosix

/// A connection to a varlink service.
///
/// Calls made at the same time are pipelined: the service answers them one after the other. A stream occupies the
/// connection until it ends, and leaving it early closes the connection, because varlink has no other way to stop the
/// replies: give each stream a client of its own. The connection closes with the last reference to the client.
public final class VarlinkClient: Sendable {
    private let path: String
    private let channel: any Channel
    private let handler: NIOLoopBoundBox<ClientHandler>

    private init(path: String, channel: any Channel, handler: NIOLoopBoundBox<ClientHandler>) {
        self.path = path
        self.channel = channel
        self.handler = handler
    }

    deinit {
        channel.close(promise: nil)
    }

    /// Connects to the Unix socket at `path`.
    ///
    /// - Parameters:
    ///   - path: At most 107 bytes, the limit of the operating system.
    ///   - timeoutSeconds: How long to wait for a service that is too busy to accept.
    ///   - maximumReplyBytes: A longer reply closes the connection.
    /// - Throws: ``VarlinkConnectionError``.
    public static func connect(
        unixSocket path: String, timeoutSeconds: Double = 5, maximumReplyBytes: Int = 64 << 20
    ) async throws -> VarlinkClient {
        guard path.utf8.count <= UnixSocket.longestPath else {
            throw VarlinkConnectionError.unusable(path: path, reason: "its path has \(path.utf8.count) bytes")
        }
        let deadline = NIODeadline.now() + TimeAmount(seconds: timeoutSeconds)
        while true {
            do {
                return try await adopt(try UnixSocket.connect(to: path), path, maximumReplyBytes)
            } catch let error as UnixSocket.Failure {
                guard error.code == EAGAIN else { throw VarlinkConnectionError(connecting: path, error.code) }
                // The service's backlog is full, and a Unix socket says so at once instead of waiting.
                guard NIODeadline.now() < deadline else {
                    throw VarlinkConnectionError.timedOut(path: path, seconds: timeoutSeconds)
                }
                try await VarlinkEventLoop.loop.scheduleTask(in: .milliseconds(20)) {}.futureResult.get()
            }
        }
    }

    private static func adopt(
        _ descriptor: CInt, _ path: String, _ maximumReplyBytes: Int
    ) async throws -> VarlinkClient {
        let handler = NIOLoopBoundBox.makeBoxSendingValue(
            ClientHandler(path: path, maximumReplyBytes: maximumReplyBytes), eventLoop: VarlinkEventLoop.loop)
        let channel = try await ClientBootstrap(group: VarlinkEventLoop.loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(handler.value)
                }
            }
            .withConnectedSocket(descriptor).get()
        return VarlinkClient(path: path, channel: channel, handler: handler)
    }

    /// Calls a method and waits for its one reply.
    ///
    /// - Parameters:
    ///   - method: The full name, for example `io.pibd.Lab.GetStatus`.
    ///   - parameters: Encoded as the call's object of parameters.
    ///   - timeoutSeconds: After this time without an answer the call fails and the connection is closed.
    /// - Throws: ``VarlinkError`` where the service replies with one, ``VarlinkConnectionError`` where no valid reply
    ///   comes, `EncodingError` for parameters without a JSON form, `CancellationError`.
    public func call<P: Encodable & Sendable, R: Decodable & Sendable>(
        _ method: String, _ parameters: P, returning: R.Type = R.self, timeoutSeconds: Double = 30
    ) async throws -> R {
        let message = try VarlinkCallMessage(method: method, parameters: JSONValue(encoding: parameters)).serialized()
        let promise = handler.eventLoop.makePromise(of: VarlinkReplyMessage.self)
        handler.eventLoop.execute { [handler] in
            handler.value.send(message, replyTo: promise, timeoutSeconds: timeoutSeconds)
        }
        let reply = try await withTaskCancellationHandler {
            try await promise.futureResult.get()
        } onCancel: {
            // The reply is still awaited and thrown away, so that the next call gets its own.
            promise.fail(CancellationError())
        }
        return try reply.value(path)
    }

    /// Calls a method without waiting for it: the service sends no reply, not even an error.
    ///
    /// - Throws: ``VarlinkConnectionError`` where the connection is closed, `EncodingError`.
    public func callOneway<P: Encodable & Sendable>(_ method: String, _ parameters: P) async throws {
        let message = VarlinkCallMessage(method: method, parameters: try JSONValue(encoding: parameters), oneway: true)
        let bytes = try message.serialized()
        let written = handler.eventLoop.makePromise(of: Void.self)
        handler.eventLoop.execute { [handler] in handler.value.send(bytes, written: written) }
        do {
            try await written.futureResult.get()
        } catch {
            throw VarlinkConnectionError.closed(path: path)
        }
    }

    /// Calls a method with `more` and yields its replies until the one that says it is the last.
    ///
    /// A few replies are read ahead; beyond them the service feels that the consumer is slow. There is no time-out
    /// between replies. The stream is for one consumer; its errors are those of
    /// ``call(_:_:returning:timeoutSeconds:)``.
    public func stream<P: Encodable & Sendable, R: Decodable & Sendable>(
        _ method: String, _ parameters: P, returning: R.Type = R.self
    ) -> AsyncThrowingStream<R, any Error> {
        do {
            let message = VarlinkCallMessage(
                method: method, parameters: try JSONValue(encoding: parameters), more: true)
            let consumer = ReplyStreamConsumer(client: self, handler: handler, call: try message.serialized())
            return AsyncThrowingStream(unfolding: { [path] in try await consumer.next()?.value(path) })
        } catch {
            return AsyncThrowingStream(unfolding: { throw error })
        }
    }

    /// Closes the connection; calls still waiting fail with ``VarlinkConnectionError/closed(path:)``.
    public func close() async {
        try? await channel.close().get()
    }
}

extension VarlinkConnectionError {
    /// What a failed attempt to connect means.
    fileprivate init(connecting path: String, _ code: CInt) {
        self =
            switch code {
            case ENOENT, ENOTDIR: .notFound(path: path)
            case EACCES, EPERM: .denied(path: path)
            case ECONNREFUSED: .refused(path: path)
            default: .unusable(path: path, reason: String(cString: strerror(code)))
            }
    }
}

extension VarlinkReplyMessage {
    /// What the reply means to the caller.
    fileprivate func value<R: Decodable>(_ path: String) throws -> R {
        if let error { throw VarlinkError(name: error, parameters: parameters ?? [:]) }
        do {
            return try (parameters ?? [:]).decoded()
        } catch let error as DecodingError {
            throw VarlinkConnectionError.protocolViolation(
                path: path, reason: "unexpected reply, \(VarlinkError.invalidParameter(error))")
        }
    }
}
