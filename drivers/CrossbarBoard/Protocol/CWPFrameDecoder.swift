/// Cuts a byte stream into frames, whatever the pieces in which it comes.
///
/// Never keeps more than one frame's bytes. After anything that is not a frame it goes on at the next zero byte. Empty
/// frames are ignored, so that a peer may send zeros to resynchronise.
public struct CWPFrameDecoder: Sendable {
    /// The largest payload taken [bytes]; raise it when HELLO has told the board's limit.
    public var maximumPayload: Int

    private var pending: [UInt8] = []
    private var isSkipping = false
    private var body: [UInt8] = []

    /// A decoder between frames that takes payloads of up to `maximumPayload` bytes.
    public init(maximumPayload: Int = CWPFrame.initialMaximumPayload) {
        self.maximumPayload = maximumPayload
    }

    /// Takes in the next bytes of the stream; returns the frames and the dropped pieces that end in them, in order.
    public mutating func receive(_ bytes: [UInt8]) -> [Result<CWPFrame, CWPFrameError>] {
        var results: [Result<CWPFrame, CWPFrameError>] = []
        bytes.withUnsafeBufferPointer { buffer in
            var rest = UnsafeBufferPointer(rebasing: buffer[...])
            while let end = rest.firstIndex(of: 0) {
                if let result = finish(with: UnsafeBufferPointer(rebasing: rest[..<end])) { results.append(result) }
                rest = UnsafeBufferPointer(rebasing: rest[(end + 1)...])
            }
            keep(rest)
        }
        return results
    }

    /// Forgets what has come of an unfinished frame, as after a link was lost and reopened.
    public mutating func reset() {
        pending.removeAll(keepingCapacity: true)
        isSkipping = false
    }

    private var stuffedLimit: Int { CWPFrame.maximumFrameSize(payload: maximumPayload) - 1 }

    private mutating func keep(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard !isSkipping else { return }
        if bytes.count > stuffedLimit - pending.count {
            isSkipping = true
            pending.removeAll(keepingCapacity: true)
        } else {
            pending.append(contentsOf: bytes)
        }
    }

    private mutating func finish(with last: UnsafeBufferPointer<UInt8>) -> Result<CWPFrame, CWPFrameError>? {
        defer { reset() }
        if pending.isEmpty, !isSkipping, last.count <= stuffedLimit {
            return last.isEmpty ? nil : decode(last)
        }
        keep(last)
        guard !isSkipping else { return .failure(.tooLong(limit: maximumPayload)) }
        var whole: [UInt8] = []
        swap(&whole, &pending)
        defer { swap(&whole, &pending) }
        return whole.withUnsafeBufferPointer { decode($0) }
    }

    private mutating func decode(_ stuffed: UnsafeBufferPointer<UInt8>) -> Result<CWPFrame, CWPFrameError> {
        if body.count < stuffed.count { body = [UInt8](repeating: 0, count: stuffed.count) }
        let limit = maximumPayload
        return body.withUnsafeMutableBufferPointer { buffer in
            guard let size = COBS.decode(stuffed, into: buffer) else { return .failure(.wrongStuffing) }
            let decoded = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer[..<size]))
            return Result { () throws(CWPFrameError) in try CWPFrame(body: decoded, maximumPayload: limit) }
        }
    }
}
