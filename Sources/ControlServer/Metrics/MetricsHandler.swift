import ControlInterface
import NIOCore

/// One connection of the metrics server: one request, one reply, and the end, all within a fixed time however slowly
/// the client speaks or listens.
final class MetricsHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let page: @Sendable () async -> String
    private let seconds: Double
    private var received: [UInt8] = []
    private var isAnswering = false
    private var deadline: Scheduled<Void>?

    /// - Parameter seconds: [s] From the connection's beginning to its end.
    init(seconds: Double, page: @escaping @Sendable () async -> String) {
        self.seconds = seconds
        self.page = page
    }

    func channelActive(context: ChannelHandlerContext) {
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(seconds: seconds)) {
            context.close(promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What comes behind the request is thrown away: there is only one.
        guard !isAnswering else { return }
        received += unwrapInboundIn(data).readableBytesView
        do throws(HTTPRequestHead.Problem) {
            guard let head = try HTTPRequestHead(received) else { return }
            answer(head, context)
        } catch {
            reply(Self.reply(to: error), context)
        }
        received = []
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard head.method == "GET" || head.method == "HEAD" else {
            return reply(
                .problem("405 Method Not Allowed", "There is only GET here.", headers: ["Allow: GET, HEAD"]), context)
        }
        guard head.path == "/metrics" else {
            return reply(.problem("404 Not Found", "There is only /metrics here."), context)
        }
        isAnswering = true
        let channel = context.channel
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        let (page, isHead) = (page, head.method == "HEAD")
        Task {
            let text = await page()
            channel.eventLoop.execute {
                guard channel.isActive else { return }
                let reply = HTTPReply.page(text, type: MetricsText.mediaType, isHead: isHead)
                bound.value.handler.reply(reply, bound.value.context)
            }
        }
    }

    private func reply(_ reply: HTTPReply, _ context: ChannelHandlerContext) {
        isAnswering = true
        let bytes = context.channel.allocator.buffer(string: reply.text)
        context.writeAndFlush(wrapOutboundOut(bytes)).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }

    private static func reply(to problem: HTTPRequestHead.Problem) -> HTTPReply {
        switch problem {
        case .malformed: .problem("400 Bad Request", "This is no request of HTTP/1.1.")
        case .tooLong: .problem("431 Request Header Fields Too Large", "The request is too long.")
        }
    }

    /// A client may end its side behind its request, but not before that is whole.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent, !isAnswering { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) { deadline?.cancel() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
