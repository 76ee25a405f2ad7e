/// A board's refusal of a request.
public struct CWPErrorResponse: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was asked.
    public let opcode: CWPOpcode
    /// Why it was refused; never `.ok`.
    public let status: CWPStatus
    /// The element of the request at fault, where one is.
    public let index: UInt16
    /// More on the cause; the number of cells done with `.hardwareFault`.
    public let detail: UInt16

    /// A refusal of `opcode`.
    public init(opcode: CWPOpcode, status: CWPStatus, index: UInt16 = 0, detail: UInt16 = 0) {
        self.opcode = opcode
        self.status = status
        self.index = index
        self.detail = detail
    }

    /// Reads a response whose status is not `.ok`.
    public init(frame: CWPFrame) throws(CWPMessageError) {
        let name = "\(frame.opcode) error response (\(frame.status))"
        guard frame.isResponse, frame.status != .ok else {
            throw CWPMessageError(.wrongFrame, name, "the frame is no response or reports no error")
        }
        var reader = PayloadReader(frame.payload, of: name)
        let index = try reader.integer(UInt16.self)
        let detail = try reader.integer(UInt16.self)
        try reader.finish()
        self.init(opcode: frame.opcode, status: frame.status, index: index, detail: detail)
    }

    /// The frame that refuses the request number `requestID`.
    public func frame(requestID: UInt16) -> CWPFrame {
        var writer = PayloadWriter(capacity: 4)
        writer.append(index)
        writer.append(detail)
        return CWPFrame(
            opcode: opcode, isResponse: true, requestID: requestID, status: status, payload: writer.bytes)
    }

    public var description: String {
        "the board refused \(opcode): \(status) (index \(index), detail \(detail))"
    }
}
