import PhysicalDevices

/// A cross-point as the board counts: word line and bit line, both from 1.
public struct ArcCell: Sendable, Hashable {
    /// Word lines, and bit lines, that the board has.
    public static let lines = 32

    /// Word line, 1...32.
    public let word: Int
    /// Bit line, 1...32.
    public let bit: Int

    /// The cross-point of a word line and a bit line, from 1.
    public init(word: Int, bit: Int) {
        self.word = word
        self.bit = bit
    }

    /// The cross-point of a row and a column, from 0: rows are word lines, columns are bit lines.
    public init(row: Int, column: Int) { self.init(word: row + 1, bit: column + 1) }
}

extension CellBlock {
    /// The cross-points of the block, row by row.
    var arcCells: [ArcCell] { rows.flatMap { row in columns.map { ArcCell(row: row, column: $0) } } }
}
