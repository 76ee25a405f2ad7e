/// What a board tells unasked, under request id 0.
public enum CWPEvent: Hashable, Sendable {
    /// The state changed, or a fault: the cause, more on it, and a value, such as the silence that the watchdog saw
    /// [ms].
    case state(code: CWPStatus, detail: UInt16, value: UInt32)
    /// A line for the log; bytes that are not UTF-8 are replaced.
    case log(String)

    /// Reads an event frame.
    public init(frame: CWPFrame) throws(CWPMessageError) {
        guard !frame.isResponse, frame.opcode.isEvent else {
            throw CWPMessageError(.wrongFrame, "\(frame.opcode)", "the frame is no event")
        }
        var reader = PayloadReader(frame.payload, of: "\(frame.opcode)")
        switch frame.opcode {
        case .stateEvent:
            let code = CWPStatus(rawValue: try reader.integer())
            let detail = try reader.integer(UInt16.self)
            self = .state(code: code, detail: detail, value: try reader.integer())
            try reader.finish()
        case .logEvent:
            self = .log(String(decoding: frame.payload, as: UTF8.self))
        default:
            throw CWPMessageError(.unsupported, "\(frame.opcode)", "the event is not known")
        }
    }

    /// The event's frame.
    public var frame: CWPFrame {
        switch self {
        case .state(let code, let detail, let value):
            var writer = PayloadWriter(capacity: 8)
            writer.append(code.rawValue)
            writer.append(detail)
            writer.append(value)
            return CWPFrame(opcode: .stateEvent, requestID: 0, payload: writer.bytes)
        case .log(let text):
            return CWPFrame(opcode: .logEvent, requestID: 0, payload: [UInt8](text.utf8))
        }
    }
}
