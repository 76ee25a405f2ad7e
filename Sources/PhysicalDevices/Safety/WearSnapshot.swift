/// The pulses that every cell of a device has had, to be kept over restarts.
public struct WearSnapshot: Sendable, Equatable, Codable {
    /// Rows of a tile.
    public let rows: Int
    /// Columns of cells of a tile.
    public let columns: Int
    /// Tile by tile, row-major; a tile without a pulse is left out.
    public let tiles: [Int: [UInt32]]

    /// A snapshot from its parts.
    public init(rows: Int, columns: Int, tiles: [Int: [UInt32]]) {
        self.rows = rows
        self.columns = columns
        self.tiles = tiles
    }
}
