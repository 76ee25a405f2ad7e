/// The content of a frame, without its header.
public protocol CWPPayload: Hashable, Sendable {
    /// Reads a payload.
    init(payload: [UInt8]) throws(CWPMessageError)

    /// The payload's bytes; throws when the fields do not fit each other or the format.
    func payload() throws(CWPMessageError) -> [UInt8]
}

/// What the host asks.
public protocol CWPRequest: CWPPayload {
    /// What the board answers when it has done it.
    associatedtype Response: CWPPayload

    /// The opcode of the request and of its response.
    static var opcode: CWPOpcode { get }

    /// Why `response`, itself well formed, cannot be the answer to this request; nil when it can.
    func mismatch(_ response: Response) -> String?
}

extension CWPRequest {
    public func mismatch(_ response: Response) -> String? { nil }

    /// The frame that asks this under the number `requestID`, 1...65535.
    public func frame(requestID: UInt16) throws(CWPMessageError) -> CWPFrame {
        CWPFrame(opcode: Self.opcode, requestID: requestID, payload: try payload())
    }

    /// The frame that answers the request number `requestID` with `response`.
    public static func frame(answering requestID: UInt16, with response: Response) throws(CWPMessageError) -> CWPFrame {
        CWPFrame(opcode: opcode, isResponse: true, requestID: requestID, payload: try response.payload())
    }

    /// Reads the answer to this request out of a whole frame (fragments are joined before).
    ///
    /// Throws `CWPErrorResponse` when the board refused, `CWPMessageError` when the frame is no answer to this request
    /// or contradicts it. The request's number is for the caller to check.
    public func response(from frame: CWPFrame) throws -> Response {
        guard frame.isResponse, frame.opcode == Self.opcode else {
            let kind = frame.isResponse ? "response" : "request or event"
            throw CWPMessageError(.wrongFrame, "\(Self.opcode) response", "a \(frame.opcode) \(kind) came instead")
        }
        guard frame.status == .ok else { throw try CWPErrorResponse(frame: frame) }
        let response = try Response(payload: frame.payload)
        if let problem = mismatch(response) {
            throw CWPMessageError(.badParameter, "\(Self.opcode) response", problem)
        }
        return response
    }
}
