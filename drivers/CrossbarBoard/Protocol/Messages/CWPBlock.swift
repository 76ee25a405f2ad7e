/// A block of cells of one tile.
public struct CWPBlock: Hashable, Sendable {
    /// The tile.
    public var tile: UInt16
    /// The first row.
    public var row: UInt16
    /// Number of rows.
    public var rows: UInt16
    /// The first column.
    public var column: UInt16
    /// Number of columns.
    public var columns: UInt16

    /// A block of `rows` x `columns`.
    public init(tile: UInt16, row: UInt16, rows: UInt16, column: UInt16, columns: UInt16) {
        self.tile = tile
        self.row = row
        self.rows = rows
        self.column = column
        self.columns = columns
    }

    /// Number of cells.
    public var cells: Int { Int(rows) * Int(columns) }

    /// Whether a cell, counted from the tile's origin, lies inside.
    public func contains(row cellRow: UInt16, column cellColumn: UInt16) -> Bool {
        cellRow >= row && cellRow - row < rows && cellColumn >= column && cellColumn - column < columns
    }

    init(tile: UInt16, from reader: inout PayloadReader) throws(CWPMessageError) {
        self.tile = tile
        row = try reader.integer()
        rows = try reader.integer()
        column = try reader.integer()
        columns = try reader.integer()
    }

    /// Writes all but the tile.
    func write(to writer: inout PayloadWriter) {
        writer.append(row)
        writer.append(rows)
        writer.append(column)
        writer.append(columns)
    }
}
