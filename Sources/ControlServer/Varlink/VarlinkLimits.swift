/// What one server grants its clients. Nothing a client does may cost more than this.
public struct VarlinkLimits: Sendable, Hashable {
    /// A longer message is refused and its connection closed.
    public var maximumMessageBytes: Int
    /// Connections in all; more are closed at once.
    public var maximumConnections: Int
    /// Connections of one user, so that nobody can keep the others out.
    public var maximumConnectionsPerUser: Int
    /// [s] A client that has replies waiting and takes none for so long is dropped.
    public var writeStallSeconds: Double
    /// Replies waiting for a client to read them; beyond it the handler waits in `reply`.
    public var outboundBufferBytes: Int
    /// [s] How long `stop` waits for handlers to end after they were cancelled.
    public var stopSeconds: Double

    /// The defaults are those of the daemon.
    public init(
        maximumMessageBytes: Int = 16 << 20, maximumConnections: Int = 256, maximumConnectionsPerUser: Int = 128,
        writeStallSeconds: Double = 10, outboundBufferBytes: Int = 8 << 20, stopSeconds: Double = 5
    ) {
        self.maximumMessageBytes = maximumMessageBytes
        self.maximumConnections = maximumConnections
        self.maximumConnectionsPerUser = maximumConnectionsPerUser
        self.writeStallSeconds = writeStallSeconds
        self.outboundBufferBytes = outboundBufferBytes
        self.stopSeconds = stopSeconds
    }
}
