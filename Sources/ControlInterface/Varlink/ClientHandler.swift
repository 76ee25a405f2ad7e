import NIOCore

/// Gives each reply to the call it belongs to. Varlink answers in order, so the oldest call takes the next reply.
///
/// Everything happens on the connection's event loop. The handler outlives its channel, so that replies already read
/// can still be consumed after the service has closed the connection.
final class ClientHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Waiting {
        case call(EventLoopPromise<VarlinkReplyMessage>, Scheduled<Void>)
        case stream(ReplyStream)
    }

    private let path: String
    private var framing: MessageFraming
    private var waiting: CircularBuffer<Waiting> = []
    private var wantsRead = false
    /// Nil once the connection is closed.
    private var context: ChannelHandlerContext?

    init(path: String, maximumReplyBytes: Int) {
        self.path = path
        framing = MessageFraming(maximumMessageBytes: maximumReplyBytes)
    }

    // MARK: Calls

    /// Sends a call without a reply.
    func send(_ call: ByteBuffer, written promise: EventLoopPromise<Void>) {
        guard let context else { return promise.fail(VarlinkConnectionError.closed(path: path)) }
        context.writeAndFlush(wrapOutboundOut(call), promise: promise)
    }

    /// Sends a call with one reply.
    func send(_ call: ByteBuffer, replyTo promise: EventLoopPromise<VarlinkReplyMessage>, timeoutSeconds: Double) {
        guard let context else { return promise.fail(VarlinkConnectionError.closed(path: path)) }
        let error = VarlinkConnectionError.timedOut(path: path, seconds: timeoutSeconds)
        let timeout = context.eventLoop.scheduleTask(in: TimeAmount(seconds: timeoutSeconds)) {
            [channel = context.channel] in
            promise.fail(error)
            channel.close(promise: nil)
        }
        waiting.append(.call(promise, timeout))
        context.writeAndFlush(wrapOutboundOut(call), promise: nil)
    }

    /// Sends a call with many replies.
    func send(_ call: ByteBuffer, repliesTo stream: ReplyStream) {
        guard let context else { return stream.end(.failure(VarlinkConnectionError.closed(path: path))) }
        waiting.append(.stream(stream))
        context.writeAndFlush(wrapOutboundOut(call), promise: nil)
    }

    /// Nobody consumes the stream any more. Varlink cannot take a call back, so a stream that still runs takes the
    /// connection with it.
    func abandon(_ stream: ReplyStream) {
        if !stream.hasEnded { context?.close(promise: nil) }
    }

    /// Reads on, if a slow consumer had stopped it and has caught up.
    func resume() {
        guard let context else { return }
        deliver()
        if wantsRead, !isPaused {
            wantsRead = false
            context.read()
        }
    }

    // MARK: Replies

    /// The consumer of the oldest stream is slow: nothing is read, so that the service feels it.
    private var isPaused: Bool {
        guard case .stream(let stream) = waiting.first else { return false }
        return stream.isFull && context != nil
    }

    private func deliver() {
        do {
            while !isPaused, case let next = framing.next(), next != .incomplete {
                guard case .message(let bytes) = next else { throw JSONError("a reply is longer than allowed") }
                try deliver(VarlinkReplyMessage(parsing: bytes))
            }
        } catch {
            fail(VarlinkConnectionError.protocolViolation(path: path, reason: "\(error)"))
            context?.close(promise: nil)
        }
    }

    private func deliver(_ reply: VarlinkReplyMessage) throws {
        let isLast = !reply.continues || reply.error != nil
        switch waiting.first {
        case .call(let promise, let timeout):
            guard isLast else { throw JSONError("a call without \"more\" got a reply that continues") }
            waiting.removeFirst()
            timeout.cancel()
            promise.succeed(reply)
        case .stream(let stream):
            stream.append(reply)
            if isLast {
                waiting.removeFirst()
                stream.end(.success(nil))
            }
        case nil:
            throw JSONError("a reply to no call")
        }
    }

    private func fail(_ error: VarlinkConnectionError) {
        while let call = waiting.popFirst() {
            switch call {
            case .call(let promise, let timeout):
                timeout.cancel()
                promise.fail(error)
            case .stream(let stream):
                stream.end(.failure(error))
            }
        }
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        framing.append(unwrapInboundIn(data))
        deliver()
    }

    func read(context: ChannelHandlerContext) {
        if isPaused {
            wantsRead = true
        } else {
            context.read()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        deliver()
        fail(VarlinkConnectionError.closed(path: path))
    }

    /// A connection that never became active is removed without having been inactive.
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
