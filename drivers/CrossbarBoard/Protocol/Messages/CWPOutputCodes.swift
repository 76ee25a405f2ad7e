/// Signed output codes of a batch of vectors, one after the other; current = code x the descriptor's ADC LSB.
public enum CWPOutputCodes: Hashable, Sendable {
    /// What the board is to send, by its number on the wire.
    public enum Format: UInt8, Hashable, Sendable {
        /// 16 bits.
        case i16 = 0
        /// 32 bits.
        case i32 = 1
        /// 8 bits.
        case i8 = 2

        /// Bytes of one code.
        public var size: Int {
            switch self {
            case .i16: 2
            case .i32: 4
            case .i8: 1
            }
        }

        /// The byte on the wire: bit 7 asks for, or marks, the differences of pairs of columns.
        func code(isDifferential: Bool) -> UInt8 { rawValue | (isDifferential ? Self.differentialBit : 0) }

        /// Reads that byte.
        static func read(
            from reader: inout PayloadReader
        ) throws(CWPMessageError) -> (format: Self, isDifferential: Bool) {
            let code = try reader.integer(UInt8.self)
            guard let format = Self(rawValue: code & ~differentialBit) else { throw reader.unknownFormat(code) }
            return (format, code & differentialBit != 0)
        }

        private static let differentialBit: UInt8 = 0x80
    }

    /// 16-bit codes.
    case i16([Int16])
    /// 32-bit codes.
    case i32([Int32])
    /// 8-bit codes.
    case i8([Int8])

    /// Number of codes: vectors times columns.
    public var count: Int {
        switch self {
        case .i16(let codes): codes.count
        case .i32(let codes): codes.count
        case .i8(let codes): codes.count
        }
    }

    /// The codes' format.
    public var format: Format {
        switch self {
        case .i16: .i16
        case .i32: .i32
        case .i8: .i8
        }
    }

    init(format: Format, count: Int, from reader: inout PayloadReader) throws(CWPMessageError) {
        switch format {
        case .i16: self = .i16(try reader.integers(count: count))
        case .i32: self = .i32(try reader.integers(count: count))
        case .i8: self = .i8(try reader.integers(count: count))
        }
    }

    func write(to writer: inout PayloadWriter) {
        switch self {
        case .i16(let codes): writer.append(contentsOf: codes)
        case .i32(let codes): writer.append(contentsOf: codes)
        case .i8(let codes): writer.append(contentsOf: codes)
        }
    }
}
