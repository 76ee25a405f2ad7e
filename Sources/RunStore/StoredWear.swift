import Foundation
import GRDB

/// The pulses that every cell of one tile of a device has had.
public struct StoredWear: Sendable, Equatable {
    /// The tile.
    public let tile: Int
    /// Rows of the tile.
    public let rows: Int
    /// Columns of cells of the tile.
    public let columns: Int
    /// rows x columns counts, row-major.
    public let counts: [UInt32]

    /// A record from its parts.
    public init(tile: Int, rows: Int, columns: Int, counts: [UInt32]) {
        self.tile = tile
        self.rows = rows
        self.columns = columns
        self.counts = counts
    }
}

extension RunStore {
    /// Keeps the wear of a device, known by its id and its serial number, in place of what was kept of these tiles.
    public func storeWear(_ tiles: [StoredWear], device: String, serial: String) async throws {
        let time = now
        try await write { database in
            for tile in tiles {
                let counts = tile.counts.map(\.littleEndian).withUnsafeBytes { Data($0) }
                try database.execute(
                    sql: """
                        INSERT OR REPLACE INTO wear (device, serial, tile, rows, columns, counts, updated_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [device, serial, tile.tile, tile.rows, tile.columns, counts, time])
            }
        }
    }

    /// The wear kept of a device, tile by tile. Throws `RunStoreError` `corrupt` for counts that do not fit their tile.
    public func wear(device: String, serial: String) async throws -> [StoredWear] {
        let path = path
        return try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM wear WHERE device = ? AND serial = ? ORDER BY tile",
                arguments: [device, serial]
            ).map { row in
                let rows = try row.decode(Int.self, forColumn: "rows")
                let columns = try row.decode(Int.self, forColumn: "columns")
                let data = try row.decode(Data.self, forColumn: "counts")
                guard rows > 0, columns > 0, data.count == 4 * rows * columns else {
                    throw RunStoreError(
                        .corrupt, "\(path): the wear of \(device) does not fit its tile",
                        remedy: "delete its rows from the table wear, or restore the store from a copy")
                }
                let counts = [UInt32](unsafeUninitializedCapacity: rows * columns) { buffer, count in
                    _ = data.copyBytes(to: UnsafeMutableRawBufferPointer(buffer))
                    count = rows * columns
                }
                return StoredWear(
                    tile: try row.decode(Int.self, forColumn: "tile"), rows: rows, columns: columns,
                    counts: counts.map(UInt32.init(littleEndian:)))
            }
        }
    }
}
