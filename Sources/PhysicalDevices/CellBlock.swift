/// A rectangle of cells on one tile: the part of a device that one unit, or one piece of it, occupies.
public struct CellBlock: Sendable, Hashable, CustomStringConvertible {
    /// The tile, from 0.
    public var tile: Int
    /// The rows (inputs), from 0.
    public var rows: Range<Int>
    /// The columns of cells, from 0; 2j and 2j+1 are the pair of output j.
    public var columns: Range<Int>

    /// A block of `rows` x `columns` cells on `tile`.
    public init(tile: Int, rows: Range<Int>, columns: Range<Int>) {
        self.tile = tile
        self.rows = rows
        self.columns = columns
    }

    /// Number of cells.
    public var count: Int { rows.count * columns.count }
    /// Number of signed outputs (cell pairs in a row).
    public var outputs: Int { columns.count / 2 }

    /// Whether the block lies on the array and, where `inPairs`, starts and ends between cell pairs.
    public func fits(_ array: ArrayGeometry, inPairs: Bool) -> Bool {
        (0..<array.tiles).contains(tile) && rows.lowerBound >= 0 && rows.upperBound <= array.rows && !rows.isEmpty
            && columns.lowerBound >= 0 && columns.upperBound <= array.columns && !columns.isEmpty
            && (!inPairs || (columns.lowerBound % 2 == 0 && columns.upperBound % 2 == 0))
    }

    public var description: String {
        "tile \(tile), rows \(rows.lowerBound)..<\(rows.upperBound), "
            + "columns \(columns.lowerBound)..<\(columns.upperBound)"
    }
}
