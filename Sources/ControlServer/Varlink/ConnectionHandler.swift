import ControlInterface
import Logging
import NIOCore

/// One client's connection: cuts what it sends into calls, hands them over one at a time, and watches that it reads
/// its replies. Everything happens on the connection's event loop but the calls themselves, each in a task.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        case idle
        case calling(Task<Void, Never>)
        /// The client broke the rules: what it sends is thrown away until it has read why, or its time is up.
        case refusing
    }

    /// Calls that wait behind a running one are read ahead up to so many bytes.
    private static let readAheadBytes = 64 << 10

    private let dispatcher: CallDispatcher
    private let limits: VarlinkLimits
    private let peer: VarlinkPeer
    private let ended: EventLoopPromise<Void>

    /// Nil once the client has gone.
    private var context: ChannelHandlerContext?
    private var phase = Phase.idle
    private var framing: MessageFraming
    private var outbound: OutboundFlow
    private var stallTimer: Scheduled<Void>?
    private var wantsRead = false

    /// - Parameter ended: Fulfilled once the client has gone and its last call has returned.
    init(dispatcher: CallDispatcher, limits: VarlinkLimits, peer: VarlinkPeer, ended: EventLoopPromise<Void>) {
        self.dispatcher = dispatcher
        self.limits = limits
        self.peer = peer
        self.ended = ended
        framing = MessageFraming(maximumMessageBytes: limits.maximumMessageBytes)
        outbound = OutboundFlow(limitBytes: limits.outboundBufferBytes)
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    // MARK: Calls

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .refusing = phase { return }
        framing.append(unwrapInboundIn(data))
        startNextCall(context.channel)
    }

    private func startNextCall(_ channel: any Channel) {
        guard case .idle = phase else { return }
        switch framing.next() {
        case .message(let bytes): start(bytes, channel)
        case .oversized: refuseOversized()
        case .incomplete: if context == nil { ended.succeed() }
        }
    }

    private func start(_ bytes: [UInt8], _ channel: any Channel) {
        let handler = NIOLoopBound(self, eventLoop: channel.eventLoop)
        let (dispatcher, peer, isConnected) = (dispatcher, peer, context != nil)
        let task = Task {
            let goesOn = await dispatcher.dispatch(bytes, peer: peer, channel: channel, isConnected: isConnected)
            channel.eventLoop.execute { handler.value.callReturned(goesOn, channel) }
        }
        phase = .calling(task)
    }

    private func callReturned(_ goesOn: Bool, _ channel: any Channel) {
        guard goesOn else {
            phase = .refusing
            guard let context else { return ended.succeed() }
            return context.close(promise: nil)
        }
        phase = .idle
        startNextCall(channel)
        if wantsRead, !isPaused, let context {
            wantsRead = false
            context.read()
        }
    }

    private func refuseOversized() {
        phase = .refusing
        framing = MessageFraming(maximumMessageBytes: 0)
        guard let context else { return ended.succeed() }
        dispatcher.logger.warning("message longer than \(limits.maximumMessageBytes) bytes", metadata: peer.metadata)
        let error = VarlinkError.invalidParameter(
            "parameters", "the message is longer than \(limits.maximumMessageBytes) bytes; send less at once")
        let reply = VarlinkReplyMessage(parameters: error.parameters, error: error.name)
        // To close at once would take the reply from a client that is still writing: it gets a moment to read.
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(seconds: limits.writeStallSeconds)) {
            self.context?.close(promise: nil)
        }
        guard let bytes = try? reply.serialized() else { return context.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(bytes)).assumeIsolated().whenComplete { _ in
            self.context?.close(mode: .output, promise: nil)
        }
    }

    // MARK: Reading

    /// While a call runs, only so much is read of those behind it; the client feels it in its own buffer.
    private var isPaused: Bool {
        if case .calling = phase { framing.bufferedBytes >= Self.readAheadBytes } else { false }
    }

    func read(context: ChannelHandlerContext) {
        if isPaused {
            wantsRead = true
        } else {
            context.read()
        }
    }

    // MARK: Writing

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var bytes = unwrapOutboundIn(data)
        guard self.context != nil else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        outbound.enqueue(bytes.readableBytes, promise)
        while let piece = bytes.readSlice(length: min(bytes.readableBytes, OutboundFlow.pieceBytes)),
            piece.readableBytes > 0
        {
            let written = context.eventLoop.makePromise(of: Void.self)
            let count = piece.readableBytes
            written.futureResult.assumeIsolated().whenSuccess { self.outbound.written(count) }
            context.write(wrapOutboundOut(piece), promise: written)
        }
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        if stallTimer == nil { watchForStall() }
    }

    private func watchForStall() {
        stallTimer = nil
        guard let context, outbound.pendingBytes > 0 else { return }
        let deadline = outbound.lastProgress + TimeAmount(seconds: limits.writeStallSeconds)
        if deadline <= .now() {
            let message = "client does not read its replies, dropped with \(outbound.pendingBytes) bytes unread"
            dispatcher.logger.warning("\(message)", metadata: peer.metadata)
            context.close(promise: nil)
        } else {
            stallTimer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.watchForStall() }
        }
    }

    // MARK: The end

    func channelInactive(context: ChannelHandlerContext) { clientLeft(context) }

    /// A connection that never became active is removed without having been inactive.
    func handlerRemoved(context: ChannelHandlerContext) { clientLeft(context) }

    private func clientLeft(_ context: ChannelHandlerContext) {
        guard self.context != nil else { return }
        self.context = nil
        stallTimer?.cancel()
        outbound.fail(ChannelError.ioOnClosedChannel)
        switch phase {
        case .idle: startNextCall(context.channel)
        case .calling(let call): call.cancel()
        case .refusing: ended.succeed()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
