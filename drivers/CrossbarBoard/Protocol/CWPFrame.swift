/// One frame of the crossbar wire protocol, version 1: `COBS(header + payload + CRC-32) 0x00`.
public struct CWPFrame: Hashable, Sendable {
    /// Bits of the header's flags field.
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt16

        public init(rawValue: UInt16) {
            self.rawValue = rawValue
        }

        /// A further fragment of this response follows.
        public static let more = Flags(rawValue: 1)
        /// The host repeats a request under the same id.
        public static let retry = Flags(rawValue: 2)
    }

    /// The version in the first byte of each frame.
    public static let version: UInt8 = 1
    /// Bytes of a body beside the payload: the header and the checksum.
    public static let overhead = headerSize + checksumSize
    /// The largest payload before HELLO has told the board's own limit.
    public static let initialMaximumPayload = 256

    static let headerSize = 12
    static let checksumSize = 4

    /// What is asked, answered or told.
    public var opcode: CWPOpcode
    /// Whether this answers a request (bit 7 of the opcode byte).
    public var isResponse: Bool
    /// The host's number of the request, 1...65535; 0 in events.
    public var requestID: UInt16
    /// The outcome; `.ok` in requests.
    public var status: CWPStatus
    /// Fragment and retry marks.
    public var flags: Flags
    /// The content, at most 2³²-1 bytes.
    public var payload: [UInt8]

    /// A frame of these fields.
    public init(
        opcode: CWPOpcode, isResponse: Bool = false, requestID: UInt16, status: CWPStatus = .ok, flags: Flags = [],
        payload: [UInt8] = []
    ) {
        self.opcode = opcode
        self.isResponse = isResponse
        self.requestID = requestID
        self.status = status
        self.flags = flags
        self.payload = payload
    }

    /// The most bytes that a frame with `payload` bytes of content takes on the wire, delimiter included.
    public static func maximumFrameSize(payload: Int) -> Int {
        COBS.maximumSize(of: payload + overhead) + 1
    }

    /// The bytes on the wire, delimiter included.
    public func encoded() -> [UInt8] {
        let header = header
        let capacity = Self.maximumFrameSize(payload: payload.count)
        return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            var checksum = CRC32()
            var writer = COBSWriter(start)
            for piece in [header, payload] {
                piece.withUnsafeBytes {
                    checksum.update($0)
                    writer.write($0)
                }
            }
            withUnsafeBytes(of: checksum.value.littleEndian) { writer.write($0) }
            count = writer.finish()
        }
    }

    /// What tells a repeated request from a new one: the id, and the checksum of everything but the flags.
    public struct RepetitionKey: Hashable, Sendable {
        /// The request's number.
        public let requestID: UInt16
        /// CRC-32 of header bytes 0...5 and 8...11 and of the payload.
        public let checksum: UInt32
    }

    /// The key under which a board keeps its answer to this request, so as never to execute a repetition.
    public var repetitionKey: RepetitionKey {
        let header = header
        var checksum = CRC32()
        header.withUnsafeBytes {
            checksum.update(UnsafeRawBufferPointer(rebasing: $0[0..<6]))
            checksum.update(UnsafeRawBufferPointer(rebasing: $0[8..<Self.headerSize]))
        }
        payload.withUnsafeBytes { checksum.update($0) }
        return RepetitionKey(requestID: requestID, checksum: checksum.value)
    }

    private var header: [UInt8] {
        var writer = PayloadWriter(capacity: Self.headerSize)
        writer.append(Self.version)
        writer.append(opcode.rawValue | (isResponse ? 0x80 : 0))
        writer.append(requestID)
        writer.append(status.rawValue)
        writer.append(flags.rawValue)
        writer.append(UInt32(truncatingIfNeeded: payload.count))
        return writer.bytes
    }
}
