/// One CWP1 frame, read and written by code of the monitor's own.
public struct WireFrame: Sendable, Equatable {
    public var opcode: UInt8
    public var id: UInt16
    public var status: UInt16
    public var flags: UInt16
    public var payload: [UInt8]

    public init(_ opcode: UInt8, id: UInt16, status: UInt16 = 0, flags: UInt16 = 0, payload: [UInt8] = []) {
        self.opcode = opcode
        self.id = id
        self.status = status
        self.flags = flags
        self.payload = payload
    }

    static let more: UInt16 = 1
    static let retry: UInt16 = 2

    /// The frame on the wire, with the zero byte that ends it.
    public var bytes: [UInt8] {
        var body: [UInt8] = [1, opcode]
        for field in [id, status, flags] { body += [UInt8(field & 0xFF), UInt8(field >> 8)] }
        body += Self.little(UInt32(payload.count)) + payload
        body += Self.little(Self.checksum(body[...]))
        var stuffed: [UInt8] = []
        var block: [UInt8] = []
        for byte in body {
            if byte != 0 { block.append(byte) }
            if byte == 0 || block.count == 254 {
                stuffed += [UInt8(block.count + 1)] + block
                block = []
            }
        }
        return stuffed + [UInt8(block.count + 1)] + block + [0]
    }

    /// The frame in the bytes between two zeros; nil where there is none.
    init?(between bytes: ArraySlice<UInt8>) {
        var body: [UInt8] = []
        body.reserveCapacity(bytes.count)
        var position = bytes.startIndex
        while position < bytes.endIndex {
            let length = Int(bytes[position])
            guard length > 0, position + length <= bytes.endIndex else { return nil }
            body += bytes[position + 1..<position + length]
            position += length
            if length < 255, position < bytes.endIndex { body.append(0) }
        }
        guard body.count >= 16, body[0] == 1 else { return nil }
        let fields = WireFields(body)
        let count = fields.u32(8)
        guard count == body.count - 16, fields.u32(body.count - 4) == Int(Self.checksum(body.dropLast(4))) else {
            return nil
        }
        self.init(
            body[1], id: UInt16(fields.u16(2)), status: UInt16(fields.u16(4)), flags: UInt16(fields.u16(6)),
            payload: Array(body[12..<body.count - 4]))
    }

    /// Names what a board keeps answers under: everything but the flags.
    var key: UInt64 {
        let body = [opcode, UInt8(id & 0xFF), UInt8(id >> 8)] + payload
        return UInt64(Self.checksum(body[...])) << 32 | UInt64(payload.count)
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(UInt32.max) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
    }

    private static func little(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}

/// Little-endian numbers in a payload; whoever reads has checked that they are there.
struct WireFields {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var count: Int { bytes.count }
    func u8(_ offset: Int) -> Int { Int(bytes[offset]) }
    func u16(_ offset: Int) -> Int { u8(offset) | u8(offset + 1) << 8 }
    func u32(_ offset: Int) -> Int { u16(offset) | u16(offset + 2) << 16 }
    func i8(_ offset: Int) -> Int { Int(Int8(bitPattern: bytes[offset])) }
    func i16(_ offset: Int) -> Int { Int(Int16(truncatingIfNeeded: u16(offset))) }
    func i32(_ offset: Int) -> Int { Int(Int32(truncatingIfNeeded: u32(offset))) }
}
