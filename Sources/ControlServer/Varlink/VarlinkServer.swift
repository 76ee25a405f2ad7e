import ControlInterface
import Logging
import NIOCore
import NIOPosix

/// A varlink server on a Unix socket.
///
/// Each connection's calls are answered in order, different connections side by side. A client that breaks the
/// protocol, or does not read, loses its own connection and disturbs nobody else.
public actor VarlinkServer {
    private enum State {
        case new
        case listening(any Channel, ListeningSocket)
        case stopped
    }

    private let dispatcher: CallDispatcher
    private let limits: VarlinkLimits
    private let logger: Logger
    private let registry: NIOLoopBoundBox<ConnectionRegistry>
    private var state = State.new

    /// A server that is not listening yet.
    ///
    /// - Parameters:
    ///   - vendor, product, version, url: What `org.varlink.service.GetInfo` answers.
    ///   - limits: What clients are granted.
    /// - Throws: ``VarlinkServerError/duplicateInterface(_:)``, `VarlinkInterfaceError`.
    public init(
        service: any VarlinkService, vendor: String, product: String, version: String, url: String,
        limits: VarlinkLimits = VarlinkLimits(), logger: Logger
    ) throws {
        let described = [try VarlinkInterfaceDescription(parsing: ServiceInterface.text)] + service.interfaces
        var interfaces: [String: VarlinkInterfaceDescription] = [:]
        for interface in described where interfaces.updateValue(interface, forKey: interface.name) != nil {
            throw VarlinkServerError.duplicateInterface(interface.name)
        }
        let info = ServiceInterface.Info(
            vendor: vendor, product: product, version: version, url: url, interfaces: described.map(\.name))
        dispatcher = CallDispatcher(
            service: service, standard: ServiceInterface(info: info, interfaces: interfaces), logger: logger)
        self.limits = limits
        self.logger = logger
        registry = .makeBoxSendingValue(ConnectionRegistry(limits: limits), eventLoop: VarlinkEventLoop.loop)
    }

    /// Listens on a new socket at `path`. One that a dead daemon left there is replaced.
    ///
    /// - Parameter mode: Permissions of the socket; by default everybody may connect, and ``VarlinkPeer`` decides.
    /// - Throws: ``VarlinkServerError``.
    public func start(unixSocket path: String, mode: UInt32 = 0o666) async throws {
        try await serve { () throws(VarlinkServerError) in try ListeningSocket.bind(path: path, mode: mode) }
    }

    /// Listens on a socket that the service manager has bound and handed over (systemd: descriptor 3).
    ///
    /// - Throws: ``VarlinkServerError``.
    public func start(inheritedDescriptor descriptor: Int32) async throws {
        try await serve { () throws(VarlinkServerError) in try ListeningSocket.adopt(descriptor) }
    }

    /// Removes the socket, closes all connections, cancels what runs and waits, within the limits, for it to end.
    public func stop() async {
        guard case .listening(let channel, let socket) = state else { return }
        state = .stopped
        socket.removePath()
        try? await channel.close().get()
        let allEnded = channel.eventLoop.makePromise(of: Bool.self)
        let timeout = channel.eventLoop.scheduleTask(in: TimeAmount(seconds: limits.stopSeconds)) {
            allEnded.succeed(false)
        }
        channel.eventLoop.execute { [registry] in registry.value.closeAll(allEnded) }
        if (try? await allEnded.futureResult.get()) != true {
            logger.warning("some calls did not end within \(limits.stopSeconds) s of being cancelled")
        }
        timeout.cancel()
    }

    /// Returns once the thread that serves all connections has gone round.
    public nonisolated func turn() async {
        // An event loop that has ended has nothing to serve any more.
        try? await VarlinkEventLoop.loop.submit {}.get()
    }

    private func serve(_ open: () throws(VarlinkServerError) -> ListeningSocket) async throws {
        guard case .new = state else { throw VarlinkServerError.alreadyStarted }
        let socket = try open()
        // From here on the server is not new, also for a second start while this one waits.
        state = .stopped
        let bootstrap = ServerBootstrap(group: VarlinkEventLoop.loop)
            .childChannelInitializer { [registry, dispatcher, limits] channel in
                VarlinkPeer.read(from: channel).flatMapThrowing { peer in
                    try Self.accept(channel, peer, registry.value, dispatcher, limits)
                }
            }
        do {
            state = .listening(try await bootstrap.withBoundSocket(socket.descriptor).get(), socket)
        } catch {
            socket.removePath()
            throw error
        }
    }

    private static func accept(
        _ channel: any Channel, _ peer: VarlinkPeer, _ registry: ConnectionRegistry, _ dispatcher: CallDispatcher,
        _ limits: VarlinkLimits
    ) throws {
        if let refusal = registry.admit(channel, peer) {
            dispatcher.logger.warning("connection refused: \(refusal)", metadata: peer.metadata)
            throw refusal
        }
        let ended = channel.eventLoop.makePromise(of: Void.self)
        ended.futureResult.assumeIsolated().whenComplete { _ in registry.remove(channel, peer) }
        try channel.pipeline.syncOperations.addHandler(
            ConnectionHandler(dispatcher: dispatcher, limits: limits, peer: peer, ended: ended))
    }
}
