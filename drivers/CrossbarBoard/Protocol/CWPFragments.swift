extension CWPFrame {
    /// The frames that carry this response when a frame holds at most `maximumPayload` bytes: all but the last are
    /// marked `.more`.
    ///
    /// - Precondition: `maximumPayload` is positive.
    public func fragments(maximumPayload: Int) -> [CWPFrame] {
        guard payload.count > maximumPayload else { return [self] }
        return stride(from: 0, to: payload.count, by: maximumPayload).map { start in
            let end = Swift.min(start + maximumPayload, payload.count)
            var fragment = self
            fragment.payload = [UInt8](payload[start..<end])
            if end < payload.count { fragment.flags.insert(.more) }
            return fragment
        }
    }
}

/// Joins the fragments of one response.
public struct CWPFragments: Sendable {
    private let limit: Int
    private var whole: CWPFrame?

    /// Joins up to `limit` bytes of payload: what the request can give rise to.
    public init(limit: Int) {
        self.limit = limit
    }

    /// Takes the next fragment; returns the whole response with its last one, nil before.
    ///
    /// Throws `CWPMessageError`, and forgets what came before, when the fragment belongs to another response or more
    /// comes than the limit allows.
    public mutating func join(_ fragment: CWPFrame) throws(CWPMessageError) -> CWPFrame? {
        var joined = fragment
        joined.flags.remove(.more)
        if var whole {
            self.whole = nil
            let belongs =
                fragment.isResponse && whole.isResponse && fragment.opcode == whole.opcode
                && fragment.requestID == whole.requestID && fragment.status == whole.status
            guard belongs else {
                throw error("fragment \(fragment.requestID) follows one of \(whole.requestID)", fragment)
            }
            whole.payload.append(contentsOf: fragment.payload)
            joined = whole
        }
        guard joined.payload.count <= limit else { throw error("more than \(limit) bytes come in fragments", fragment) }
        guard fragment.flags.contains(.more) else { return joined }
        whole = joined
        return nil
    }

    private func error(_ problem: String, _ fragment: CWPFrame) -> CWPMessageError {
        CWPMessageError(.wrongFrame, "\(fragment.opcode) response", problem)
    }
}
