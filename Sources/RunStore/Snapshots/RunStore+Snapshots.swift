import GRDB

extension RunStore {
    /// Keeps cells by name. Throws `RunStoreError` `duplicate` where the name is taken, or `noSuchRun`.
    public func storeSnapshot(
        _ name: String, of run: Int64, device: String, units: [StoredSnapshot.Unit]
    ) async throws {
        let time = now
        try await write { database in
            _ = try Self.state(of: run, in: database)
            let taken = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM snapshots WHERE name = ?", arguments: [name]) ?? 0
            guard taken == 0 else {
                throw RunStoreError(
                    .duplicate, "there is already a snapshot \"\(name)\"", remedy: "choose another name")
            }
            try database.execute(
                sql: "INSERT INTO snapshots VALUES (?, ?, ?, ?)", arguments: [name, run, time, device])
            for (ordinal, unit) in units.enumerated() {
                try database.execute(
                    sql: "INSERT INTO snapshot_units VALUES (?, ?, ?, ?, ?, ?)",
                    arguments: [name, ordinal, unit.name, unit.cells.rows, unit.cells.columns, unit.cells.bytes])
            }
        }
    }

    /// The snapshot called `name`; nil when there is none.
    public func snapshot(_ name: String) async throws -> StoredSnapshot? {
        try await read { database in
            let row = try Row.fetchOne(database, sql: "SELECT * FROM snapshots WHERE name = ?", arguments: [name])
            guard let row else { return nil }
            let units = try Row.fetchAll(
                database, sql: "SELECT * FROM snapshot_units WHERE snapshot = ? ORDER BY ordinal", arguments: [name]
            ).map { StoredSnapshot.Unit(name: try $0.decode(forColumn: "unit"), cells: try StoredConductances($0)) }
            return StoredSnapshot(
                name: name, run: try row.decode(forColumn: "run"), time: try row.decode(forColumn: "time"),
                device: try row.decode(forColumn: "device"), units: units)
        }
    }

    /// The names of all snapshots, newest first.
    public func snapshotNames() async throws -> [String] {
        try await read { try String.fetchAll($0, sql: "SELECT name FROM snapshots ORDER BY time DESC, name") }
    }
}
