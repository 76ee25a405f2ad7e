import WireRecordings

/// What a replay must know of the crossbar wire protocol: frames end with a zero byte, the nonce of a HELLO differs
/// from session to session, heartbeats come when they like, and requests are sent again when a board is slow.
public struct CWPDialect: WireDialect {
    /// Heartbeats have numbers from here on, below that of the program which makes orphaned boards safe.
    static let firstHeartbeatID: UInt16 = 0xF000

    /// The dialect.
    public init() {}

    public func splitter(_ direction: WireDirection) -> any WireSplitter { CWPSplitter() }

    public func summary(of message: WireMessage, _ direction: WireDirection) -> String {
        switch Self.frame(message.bytes) {
        case .success(let frame):
            let kind = frame.opcode.isEvent ? "event" : frame.isResponse ? "response" : "request"
            let repetition = frame.flags.contains(.retry) ? ", sent again" : ""
            return "\(frame.opcode) \(kind) \(frame.requestID)\(repetition)"
        case .failure(let error): return "\(message.bytes.count) bytes that are no frame (\(Self.problem(error)))"
        case nil: return "an empty frame"
        }
    }

    public func fields(of message: WireMessage, _ direction: WireDirection) -> [WireField] {
        guard case .success(let frame) = Self.frame(message.bytes) else { return [] }
        let header = [
            WireField("opcode", "\(frame.opcode)"), WireField("request id", "\(frame.requestID)"),
            WireField("status", "\(frame.status)"), WireField("flags", "\(frame.flags.rawValue)"),
            WireField("payload length", "\(frame.payload.count)"),
        ]
        guard !frame.isResponse, let request = try? CWPAnyRequest(frame: frame) else {
            return header + frame.payload.enumerated().map { WireField("payload[\($0)]", "\($1)") }
        }
        if case .hello(var hello) = request {
            hello.nonce = 0
            return header + Self.flattened(hello, "HELLO")
        }
        let content = Mirror(reflecting: request).children.first?.value ?? request
        return header + Self.flattened(content, "\(frame.opcode)")
    }

    /// A request's stored properties, one after the other, arrays element by element.
    private static func flattened(_ value: Any, _ name: String) -> [WireField] {
        let mirror = Mirror(reflecting: value)
        guard !mirror.children.isEmpty else { return [WireField(name, "\(value)")] }
        return mirror.children.enumerated().flatMap { index, child in
            switch mirror.displayStyle {
            case .collection: flattened(child.value, "\(name)[\(index)]")
            case .optional: flattened(child.value, name)
            default: flattened(child.value, child.label.map { "\(name).\($0)" } ?? "\(name)[\(index)]")
            }
        }
    }

    static func frame(_ bytes: [UInt8]) -> Result<CWPFrame, CWPFrameError>? {
        var decoder = CWPFrameDecoder(maximumPayload: CWPSplitter.longestMessage)
        return decoder.receive(bytes).first
    }

    private static func problem(_ error: CWPFrameError) -> String {
        switch error {
        case .wrongStuffing: "broken stuffing"
        case .tooShort: "too short"
        case .tooLong: "too long"
        case .wrongChecksum: "wrong checksum"
        case .unknownVersion(let version): "protocol version \(version)"
        case .wrongLength: "wrong length"
        }
    }
}

/// Cuts at zero bytes.
struct CWPSplitter: WireSplitter {
    /// A longer piece without a zero is taken for a message as it is, so that a hostile recording cannot grow it.
    static let longestMessage = 1 << 20

    private(set) var rest: [UInt8] = []

    mutating func receive(_ bytes: [UInt8]) -> [WireMessage] {
        var messages: [WireMessage] = []
        var left = bytes[...]
        while let end = left.firstIndex(of: 0) {
            messages.append(Self.message(rest + left[...end]))
            rest = []
            left = left[(end + 1)...]
        }
        rest += left
        if rest.count > Self.longestMessage {
            messages.append(WireMessage(bytes: rest))
            rest = []
        }
        return messages
    }

    private static func message(_ bytes: [UInt8]) -> WireMessage {
        switch CWPDialect.frame(bytes) {
        case nil: WireMessage(bytes: bytes, content: [], isIncidental: true)
        case .failure: WireMessage(bytes: bytes)
        case .success(let frame):
            WireMessage(
                bytes: bytes, content: content(frame), isIncidental: isHeartbeat(frame) || isRepetition(frame))
        }
    }

    private static func isHeartbeat(_ frame: CWPFrame) -> Bool {
        frame.opcode == .heartbeat && frame.requestID >= CWPDialect.firstHeartbeatID
    }

    /// Whether a request had to be sent again depends on how fast the board was that day.
    private static func isRepetition(_ frame: CWPFrame) -> Bool {
        !frame.isResponse && frame.flags.contains(.retry)
    }

    /// The frame's body without checksum, the nonce of a HELLO request zero.
    private static func content(_ frame: CWPFrame) -> [UInt8] {
        var frame = frame
        if frame.opcode == .hello, !frame.isResponse, var hello = try? CWPHelloRequest(payload: frame.payload) {
            hello.nonce = 0
            frame.payload = hello.payload()
        }
        let stuffed = frame.encoded().dropLast()
        var body = [UInt8](repeating: 0, count: stuffed.count)
        let size = [UInt8](stuffed).withUnsafeBufferPointer { source in
            body.withUnsafeMutableBufferPointer { COBS.decode(source, into: $0) }
        }
        return [UInt8](body.prefix(max(0, (size ?? 0) - CWPFrame.checksumSize)))
    }
}
