/// Input codes of a batch of vectors, one after the other, each in the order of its rows.
///
/// Codes span the input range linearly; a bit is 0 V or the highest input voltage.
public enum CWPInputCodes: Hashable, Sendable {
    /// 0...255.
    case u8([UInt8])
    /// -128...127.
    case i8([Int8])
    /// 0...65535.
    case u16([UInt16])
    /// -32768...32767.
    case i16([Int16])
    /// On or off; eight rows a byte on the wire, each vector padded to a byte.
    case bits([Bool])

    /// Number of codes: vectors times rows.
    public var count: Int {
        switch self {
        case .u8(let codes): codes.count
        case .i8(let codes): codes.count
        case .u16(let codes): codes.count
        case .i16(let codes): codes.count
        case .bits(let codes): codes.count
        }
    }

    /// The format's number on the wire.
    var format: UInt8 {
        switch self {
        case .u8: 0
        case .i8: 1
        case .u16: 2
        case .i16: 3
        case .bits: 4
        }
    }

    init(format: UInt8, vectors: Int, rows: Int, from reader: inout PayloadReader) throws(CWPMessageError) {
        let count = vectors * rows
        switch format {
        case 0: self = .u8(try reader.integers(count: count))
        case 1: self = .i8(try reader.integers(count: count))
        case 2: self = .u16(try reader.integers(count: count))
        case 3: self = .i16(try reader.integers(count: count))
        case 4:
            let stride = (rows + 7) / 8
            let packed = try reader.integers(UInt8.self, count: vectors * stride)
            var bits: [Bool] = []
            // Vectors of no rows take no bytes, and must take no time either.
            for vector in 0..<(rows == 0 ? 0 : vectors) {
                bits.append(contentsOf: (0..<rows).lazy.map { packed[vector * stride + $0 / 8] >> ($0 % 8) & 1 == 1 })
            }
            self = .bits(bits)
        default: throw reader.unknownFormat(format)
        }
    }

    func write(rows: Int, to writer: inout PayloadWriter) {
        switch self {
        case .u8(let codes): writer.append(contentsOf: codes)
        case .i8(let codes): writer.append(contentsOf: codes)
        case .u16(let codes): writer.append(contentsOf: codes)
        case .i16(let codes): writer.append(contentsOf: codes)
        case .bits(let codes): writer.append(contentsOf: Self.packed(codes, rows: rows))
        }
    }

    private static func packed(_ bits: [Bool], rows: Int) -> [UInt8] {
        guard rows > 0 else { return [] }
        let stride = (rows + 7) / 8
        var packed = [UInt8](repeating: 0, count: bits.count / rows * stride)
        for vector in 0..<(bits.count / rows) {
            for row in 0..<rows where bits[vector * rows + row] {
                packed[vector * stride + row / 8] |= 1 << (row % 8)
            }
        }
        return packed
    }
}
