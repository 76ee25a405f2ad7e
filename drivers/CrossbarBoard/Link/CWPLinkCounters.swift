/// What a link to a board has seen, for diagnosis. Counted since the driver was made, over all its sessions.
public struct CWPLinkCounters: Sendable, Equatable {
    /// Requests sent again under their number.
    public var retries = 0
    /// Frames that were dropped because of their stuffing, checksum, length or version.
    public var badFrames = 0
    /// BAD_FRAME events: frames of ours that the board dropped.
    public var framesDroppedByBoard = 0
    /// Replies to numbers that nobody waited for: late ones, duplicates, and replies to other programs.
    public var unexpectedReplies = 0
    /// Replies to the right number that could not be the answer.
    public var contradictions = 0
    /// Requests that came back as they were sent.
    public var echoes = 0
    /// Requests that were not answered in time, each time counted.
    public var timeouts = 0
    /// Frames written to the stream, retries and heartbeats included.
    public var framesSent = 0
    /// Whole frames read from the stream, whatever became of them.
    public var framesReceived = 0
    /// Bytes written to the stream.
    public var bytesSent = 0
    /// Bytes read from the stream.
    public var bytesReceived = 0

    /// All zero.
    public init() {}
}
