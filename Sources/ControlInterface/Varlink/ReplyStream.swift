import NIOCore

/// The replies to a call with `more` that were read and not yet consumed. Lives on the connection's event loop.
final class ReplyStream {
    /// Replies read ahead of a slow consumer; with so many in hand the connection is no longer read.
    private static let readAhead = 32

    private var unread: CircularBuffer<VarlinkReplyMessage> = []
    private var consumer: EventLoopPromise<VarlinkReplyMessage?>?
    private var ending: Result<VarlinkReplyMessage?, any Error>?

    var hasEnded: Bool { ending != nil }
    var isFull: Bool { unread.count >= Self.readAhead }

    func append(_ reply: VarlinkReplyMessage) {
        if let waiting = consumer.take() {
            waiting.succeed(reply)
        } else {
            unread.append(reply)
        }
    }

    func end(_ result: Result<VarlinkReplyMessage?, any Error>) {
        ending = ending ?? result
        consumer.take()?.completeWith(result)
    }

    func next(_ promise: EventLoopPromise<VarlinkReplyMessage?>) {
        if let reply = unread.popFirst() {
            promise.succeed(reply)
        } else if let ending {
            promise.completeWith(ending)
        } else {
            consumer = promise
        }
    }
}

/// The consumer's end of a ``ReplyStream``. With its last reference the stream is given up.
final class ReplyStreamConsumer: Sendable {
    /// Kept, and with it the connection, for as long as the stream lives.
    private let client: VarlinkClient
    private let handler: NIOLoopBoundBox<ClientHandler>
    private let stream: NIOLoopBoundBox<ReplyStream>

    /// Sends the call whose replies are to be consumed.
    init(client: VarlinkClient, handler: NIOLoopBoundBox<ClientHandler>, call: ByteBuffer) {
        let stream = NIOLoopBoundBox.makeBoxSendingValue(ReplyStream(), eventLoop: handler.eventLoop)
        self.client = client
        self.handler = handler
        self.stream = stream
        handler.eventLoop.execute { handler.value.send(call, repliesTo: stream.value) }
    }

    deinit {
        handler.eventLoop.execute { [handler, stream] in handler.value.abandon(stream.value) }
    }

    /// The next reply, or nil after the last one.
    func next() async throws -> VarlinkReplyMessage? {
        let promise = handler.eventLoop.makePromise(of: VarlinkReplyMessage?.self)
        handler.eventLoop.execute { [handler, stream] in
            stream.value.next(promise)
            handler.value.resume()
        }
        return try await withTaskCancellationHandler {
            try await promise.futureResult.get()
        } onCancel: {
            promise.fail(CancellationError())
        }
    }
}
