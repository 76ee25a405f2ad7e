/// Signed pulse counts for the cells of a block: positive are SET pulses, negative RESET pulses.
public enum CWPPulseMap: Hashable, Sendable {
    /// One cell of a sparse map.
    public struct Cell: Hashable, Sendable {
        /// The row, from the tile's origin, inside the block.
        public var row: UInt16
        /// The column, from the tile's origin, inside the block.
        public var column: UInt16
        /// Signed number of pulses.
        public var count: Int8

        /// `count` pulses on one cell.
        public init(row: UInt16, column: UInt16, count: Int8) {
            self.row = row
            self.column = column
            self.count = count
        }
    }

    /// One byte a cell, row-major.
    case bytes([Int8])
    /// Counts of -8...7, row-major; two cells a byte on the wire, the first in the low nibble, each row padded to a
    /// byte.
    case nibbles([Int8])
    /// The cells that are not 0, five bytes each on the wire.
    case sparse([Cell])

    /// The format's number on the wire.
    var format: UInt8 {
        switch self {
        case .bytes: 0
        case .nibbles: 1
        case .sparse: 2
        }
    }

    /// Bytes of the map on the wire.
    func size(in block: CWPBlock) -> Int {
        switch self {
        case .bytes(let counts): counts.count
        case .nibbles: Int(block.rows) * ((Int(block.columns) + 1) / 2)
        case .sparse(let cells): 4 + 5 * cells.count
        }
    }

    init(format: UInt8, block: CWPBlock, from reader: inout PayloadReader) throws(CWPMessageError) {
        switch format {
        case 0: self = .bytes(try reader.integers(count: block.cells))
        case 1:
            let stride = (Int(block.columns) + 1) / 2
            let packed = try reader.integers(UInt8.self, count: Int(block.rows) * stride)
            self = .nibbles(Self.unpacked(packed, columns: Int(block.columns)))
        case 2: self = .sparse(try Self.cells(of: block, from: &reader))
        default: throw reader.unknownFormat(format)
        }
    }

    func write(block: CWPBlock, to writer: inout PayloadWriter) throws(CWPMessageError) {
        switch self {
        case .bytes(let counts):
            try Self.check(counts.count == block.cells, "\(counts.count) counts are not \(block.cells) cells")
            writer.append(contentsOf: counts)
        case .nibbles(let counts):
            try Self.check(counts.count == block.cells, "\(counts.count) counts are not \(block.cells) cells")
            try Self.check(counts.allSatisfy { -8...7 ~= $0 }, "a count does not fit four bits (-8...7)")
            writer.append(contentsOf: Self.packed(counts, columns: Int(block.columns)))
        case .sparse(let cells):
            try Self.check(cells.count <= block.cells, "\(cells.count) cells are more than the block's \(block.cells)")
            writer.append(UInt32(cells.count))
            for cell in cells {
                try Self.check(
                    block.contains(row: cell.row, column: cell.column),
                    "cell (\(cell.row), \(cell.column)) lies outside the block")
                writer.append(cell.row)
                writer.append(cell.column)
                writer.append(cell.count)
            }
        }
    }

    private static func cells(
        of block: CWPBlock, from reader: inout PayloadReader
    ) throws(CWPMessageError) -> [Cell] {
        let count = try reader.integer(UInt32.self)
        var cells: [Cell] = []
        cells.reserveCapacity(Swift.min(Int(count), reader.remaining / 5))
        for _ in 0..<count {
            let row = try reader.integer(UInt16.self)
            let column = try reader.integer(UInt16.self)
            guard block.contains(row: row, column: column) else {
                throw reader.invalid("cell (\(row), \(column)) lies outside the block")
            }
            cells.append(Cell(row: row, column: column, count: try reader.integer()))
        }
        return cells
    }

    private static func unpacked(_ packed: [UInt8], columns: Int) -> [Int8] {
        guard columns > 0 else { return [] }
        let stride = (columns + 1) / 2
        let rows = packed.count / stride
        return [Int8](unsafeUninitializedCapacity: rows * columns) { counts, written in
            for row in 0..<rows {
                for column in 0..<columns {
                    let pair = packed[row * stride + column / 2]
                    let high = Int8(bitPattern: column % 2 == 0 ? pair << 4 : pair & 0xF0)
                    counts.initializeElement(at: row * columns + column, to: high >> 4)
                }
            }
            written = rows * columns
        }
    }

    private static func packed(_ counts: [Int8], columns: Int) -> [UInt8] {
        guard columns > 0 else { return [] }
        let stride = (columns + 1) / 2
        var packed = [UInt8](repeating: 0, count: counts.count / columns * stride)
        for row in 0..<(counts.count / columns) {
            for column in 0..<columns {
                let nibble = UInt8(bitPattern: counts[row * columns + column]) & 0x0F
                packed[row * stride + column / 2] |= column % 2 == 0 ? nibble : nibble << 4
            }
        }
        return packed
    }

    private static func check(_ condition: Bool, _ problem: String) throws(CWPMessageError) {
        if !condition { throw CWPMessageError(.badParameter, "PROGRAM_MAP request", problem) }
    }
}
