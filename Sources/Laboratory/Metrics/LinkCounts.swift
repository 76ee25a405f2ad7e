import CrossbarBoard

/// What the link to a device has seen since the daemon started, over all its sessions.
public struct LinkCounts: Sendable, Equatable {
    /// Frames written, retries and heartbeats included.
    public let framesSent: Int
    /// Whole frames read, whatever became of them.
    public let framesReceived: Int
    /// Bytes written.
    public let bytesSent: Int
    /// Bytes read.
    public let bytesReceived: Int
    /// Requests sent again under their number.
    public let retries: Int
    /// Requests not answered in time, each time counted.
    public let timeouts: Int
    /// Frames dropped for their checksum, stuffing, length or version.
    public let badFrames: Int
    /// Frames of ours that the device dropped.
    public let framesDroppedByDevice: Int
    /// Replies that nobody waited for.
    public let unexpectedReplies: Int
    /// Replies that could not be the answer.
    public let contradictions: Int
    /// Requests that came back as they were sent.
    public let echoes: Int

    init(_ counters: CWPLinkCounters) {
        framesSent = counters.framesSent
        framesReceived = counters.framesReceived
        bytesSent = counters.bytesSent
        bytesReceived = counters.bytesReceived
        retries = counters.retries
        timeouts = counters.timeouts
        badFrames = counters.badFrames
        framesDroppedByDevice = counters.framesDroppedByBoard
        unexpectedReplies = counters.unexpectedReplies
        contradictions = counters.contradictions
        echoes = counters.echoes
    }
}
