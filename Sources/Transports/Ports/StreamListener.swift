import CSerialPort
import Glibc
import Synchronization

/// The server's end of TCP streams: where an emulator or a bridge waits for its client.
///
/// Clients are taken one at a time, by ``accept(deadline:)``; those that come meanwhile wait in the kernel's queue, at
/// most as many as were asked for.
public final class StreamListener: Pollable {
    private struct State {
        /// -1 once closed.
        var descriptor: CInt
        var token: PollThread.Token?
        var acceptor: Wakeup?
    }

    private enum Attempt {
        case accepted(CInt)
        case later(Wakeup)
    }

    /// Where it listens, as a client's ``StreamAddress`` says it: `tcp:host:port` with the port that was chosen.
    public let address: String
    /// The port that was asked for, or that the kernel chose.
    public let port: UInt16

    private let state: Mutex<State>
    private let thread: PollThread
    private let turn = Turnstile()

    /// Listens on a TCP port.
    ///
    /// - Parameters:
    ///   - host: A name or numeric address of this machine; unless said otherwise only this machine can connect.
    ///   - port: 0 for any free one.
    ///   - waiting: How many clients may wait to be accepted, about.
    /// - Throws: ``ByteStreamError`` with `busy` (something listens there), `notFound` (not an address of this
    ///   machine), `denied` (a port below 1024), `timedOut` or `inputOutput`; `CancellationError`.
    public static func listen(
        host: String = "127.0.0.1", port: UInt16 = 0, waiting: Int = 1,
        deadline: ContinuousClock.Instant = .now + .seconds(5)
    ) async throws -> StreamListener {
        let name = StreamAddress.tcp(host: host, port: port).description
        return try await OffPool.run(before: deadline, for: name) {
            let targets = try DescriptorStream.lookUp(host, port, name)
            guard let target = targets.first else {
                throw ByteStreamError(.notFound, path: name, "the host has no address", remedy: "Check its name.")
            }
            return try StreamListener(target, host: host, name, waiting: waiting)
        }
    }

    private init(_ target: [UInt8], host: String, _ name: String, waiting: Int) throws {
        let socket = OwnedDescriptor(try Self.listeningSocket(on: target, name, waiting: waiting))
        guard let port = SocketName.own(socket.number)?.port else {
            throw ByteStreamError.system(errno, path: name, "listen")
        }
        thread = try PollThread.shared()
        self.port = port
        address = StreamAddress.tcp(host: host, port: port).description
        let descriptor = socket.release()
        // From here on deinit closes the descriptor, if the following throws.
        state = Mutex(State(descriptor: descriptor))
        let token = try thread.watch(self, descriptor: descriptor)
        state.withLock { $0.token = token }
    }

    deinit {
        release()
    }

    /// The stream of the next client.
    ///
    /// - Throws: ``ByteStreamError`` with `timedOut`, `hungUp` (the listener was closed) or `inputOutput`;
    ///   `CancellationError`.
    public func accept(deadline: ContinuousClock.Instant) async throws -> any ByteStream {
        try check(await turn.enter(before: deadline, on: thread))
        defer { turn.leave() }
        while true {
            switch try acceptNow() {
            case .accepted(let descriptor):
                DescriptorStream.setOptions(of: descriptor)
                return try DescriptorStream(adopting: descriptor, address: address)
            case .later(let wakeup): try check(await wakeup.wait(until: deadline, on: thread))
            }
        }
    }

    /// Stops listening, at once; streams that were accepted go on. Closing twice does nothing.
    public func close() {
        release()
    }

    func notice(readable: Bool, writable: Bool, gone: Bool) {
        let acceptor = state.withLock { state in
            defer { state.acceptor = nil }
            return state.acceptor
        }
        acceptor?.resume(.ready)
    }

    private func acceptNow() throws -> Attempt {
        try state.withLock { state in
            guard state.descriptor >= 0, let token = state.token else { throw ByteStreamError.closed(address) }
            var descriptor: CInt
            repeat {
                descriptor = accept4(
                    state.descriptor, nil, nil, CInt(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue))
                // A client that left while it waited is no failure of the listener.
            } while descriptor < 0 && (errno == EINTR || errno == ECONNABORTED)
            if descriptor >= 0 { return .accepted(descriptor) }
            guard errno == EAGAIN, thread.arm(token, descriptor: state.descriptor, output: false) else {
                throw ByteStreamError.system(errno, path: address, "accept a client")
            }
            let wakeup = Wakeup()
            state.acceptor = wakeup
            return .later(wakeup)
        }
    }

    private func release() {
        let (descriptor, acceptor) = state.withLock { state -> (CInt, Wakeup?) in
            defer { (state.descriptor, state.acceptor) = (-1, nil) }
            if let token = state.token, state.descriptor >= 0 { thread.forget(token, descriptor: state.descriptor) }
            return (state.descriptor, state.acceptor)
        }
        if descriptor >= 0 { Glibc.close(descriptor) }
        acceptor?.resume(.ready)
    }

    private func check(_ outcome: Wakeup.Outcome) throws {
        switch outcome {
        case .ready: return
        case .cancelled: throw CancellationError()
        case .deadlinePassed:
            throw ByteStreamError(
                .timedOut, path: address, "no client came in time", remedy: "Start the client, or wait longer.")
        }
    }

    private static func listeningSocket(on target: [UInt8], _ name: String, waiting: Int) throws -> CInt {
        try target.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, bytes.count >= MemoryLayout<sockaddr_in>.size else {
                throw ByteStreamError.system(EAFNOSUPPORT, path: name, "listen")
            }
            let target = start.assumingMemoryBound(to: sockaddr.self)
            let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
            let descriptor = socket(CInt(target.pointee.sa_family), type, 0)
            guard descriptor >= 0 else { throw ByteStreamError.system(errno, path: name, "listen") }
            let owned = OwnedDescriptor(descriptor)
            // A restarted emulator gets its port back while the last connection still lingers.
            var yes: CInt = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<CInt>.size))
            guard bind(descriptor, target, socklen_t(bytes.count)) == 0,
                Glibc.listen(descriptor, CInt(clamping: waiting)) == 0
            else { throw Self.refusal(errno, name) }
            return owned.release()
        }
    }

    private static func refusal(_ number: CInt, _ name: String) -> ByteStreamError {
        switch number {
        case EADDRINUSE:
            ByteStreamError(
                .busy, path: name, "something listens there already",
                remedy: "Stop it (`ss -ltnp` shows it) or choose another port; 0 takes any free one.")
        case EADDRNOTAVAIL:
            ByteStreamError(
                .notFound, path: name, "it is not an address of this machine",
                remedy: "`ip address` shows this machine's addresses.")
        default: .system(number, path: name, "listen")
        }
    }
}
