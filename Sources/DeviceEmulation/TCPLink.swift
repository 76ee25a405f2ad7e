import Transports

/// A TCP port of this machine, on the loopback address alone: an emulator asks nobody who they are. One client is
/// served at a time.
public actor TCPLink: EmulatorLink {
    private var port: UInt16
    private var listener: StreamListener?
    private var stream: (any ByteStream)?

    /// The port `port`; 0 for a free one, which is kept from then on. Throws `ByteStreamError`.
    public init(port: UInt16) async throws {
        let listening = try await StreamListener.listen(port: port)
        listener = listening
        self.port = listening.port
    }

    public var address: String { "tcp:127.0.0.1:\(port)" }

    public func open() async throws -> any ByteStream {
        await stream?.close()
        stream = nil
        let listening: StreamListener
        if let listener { listening = listener } else { listening = try await StreamListener.listen(port: port) }
        listener = listening
        while true {
            do {
                let opened = try await listening.accept(deadline: .now + .seconds(3600))
                stream = opened
                return opened
            } catch let error as ByteStreamError where error.code == .timedOut {
                continue
            }
        }
    }

    public func close() async {
        listener?.close()
        listener = nil
        await stream?.close()
        stream = nil
    }
}
