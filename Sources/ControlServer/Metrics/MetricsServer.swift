import ControlInterface
import Logging
import NIOCore
import NIOPosix

/// Answers `GET /metrics` on a Unix socket, with HTTP/1.1 and one request a connection.
///
/// Nothing a client does costs more than a few kilobytes and a fixed time: whoever is slow, asks for more or speaks
/// something else loses the connection.
public actor MetricsServer {
    /// What clients are granted.
    public struct Limits: Sendable {
        /// Connections in all; more are closed at once.
        public var connections: Int
        /// [s] From a connection's beginning to its end.
        public var seconds: Double

        /// The defaults are those of the daemon.
        public init(connections: Int = 32, seconds: Double = 10) {
            self.connections = connections
            self.seconds = seconds
        }
    }

    private let page: @Sendable () async -> String
    private let limits: Limits
    private let logger: Logger
    private let open = NIOLoopBoundBox.makeBoxSendingValue(0, eventLoop: VarlinkEventLoop.loop)
    private var listening: (channel: any Channel, socket: ListeningSocket)?

    /// A server that is not listening yet; `page` makes the text for each request.
    public init(limits: Limits = Limits(), logger: Logger, page: @escaping @Sendable () async -> String) {
        self.limits = limits
        self.logger = logger
        self.page = page
    }

    /// Listens on a new socket at `path`, to which everybody may connect. Throws ``VarlinkServerError``.
    public func start(unixSocket path: String) async throws {
        guard listening == nil else { throw VarlinkServerError.alreadyStarted }
        let socket = try ListeningSocket.bind(path: path, mode: 0o666)
        let bootstrap = ServerBootstrap(group: VarlinkEventLoop.loop)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { [open, limits, page] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard open.value < limits.connections else { throw ChannelError.operationUnsupported }
                    open.value += 1
                    channel.closeFuture.assumeIsolated().whenComplete { _ in open.value -= 1 }
                    try channel.pipeline.syncOperations.addHandler(
                        MetricsHandler(seconds: limits.seconds, page: page))
                }
            }
        do {
            listening = (try await bootstrap.withBoundSocket(socket.descriptor).get(), socket)
        } catch {
            socket.removePath()
            throw error
        }
        logger.info("metrics on \(path)")
    }

    /// Removes the socket; connections that are open end by themselves within their time.
    public func stop() async {
        guard let listening else { return }
        self.listening = nil
        listening.socket.removePath()
        try? await listening.channel.close().get()
    }
}
