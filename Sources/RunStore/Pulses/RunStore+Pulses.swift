import GRDB

extension RunStore {
    /// Notes what became of earlier pulses and which ones come next, in one transaction: when this returns, those may
    /// be sent. Throws `RunStoreError` `noSuchRun`, or `duplicate` for a number already there.
    public func notePulses(_ run: Int64, settled: [PulseSettlement], intended: [PulseIntent]) async throws {
        guard !settled.isEmpty || !intended.isEmpty else { return }
        try await write { database in
            for settlement in settled {
                try database.cachedStatement(
                    sql: "UPDATE pulse_intents SET outcome = ?, applied = ? WHERE run = ? AND number = ?"
                ).execute(arguments: [settlement.outcome.rawValue, settlement.applied, run, settlement.number])
            }
            for intent in intended { try Self.insert(intent, run: run, into: database) }
        }
    }

    /// The number of the next intent of a run.
    public func nextPulseIntent(_ run: Int64) async throws -> Int {
        try await read { database in
            try Int.fetchOne(
                database, sql: "SELECT coalesce(max(number), 0) + 1 FROM pulse_intents WHERE run = ?",
                arguments: [run]) ?? 1
        }
    }

    /// The intents of a run with what became of them, from number `first` on, at most `limit`.
    public func pulseIntents(
        _ run: Int64, from first: Int = 0, limit: Int = 1000
    ) async throws -> [(intent: PulseIntent, settlement: PulseSettlement)] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM pulse_intents WHERE run = ? AND number >= ? ORDER BY number LIMIT ?",
                arguments: [run, first, max(0, limit)]
            ).map { (try PulseIntent($0), try PulseSettlement($0)) }
        }
    }

    /// How many maps and pulses of the batches after `batch` came to what.
    public func pulseTally(_ run: Int64, after batch: Int = -1) async throws -> [PulseOutcome: PulseTally] {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT outcome, count(*) AS maps, sum(pulses) AS pulses FROM pulse_intents
                    WHERE run = ? AND batch > ? GROUP BY outcome
                    """, arguments: [run, batch])
            var tally: [PulseOutcome: PulseTally] = [:]
            for row in rows {
                tally[try PulseOutcome(stored: row.decode(forColumn: "outcome"))] = PulseTally(
                    maps: try row.decode(forColumn: "maps"), pulses: try row.decode(forColumn: "pulses"))
            }
            return tally
        }
    }

    private static func insert(_ intent: PulseIntent, run: Int64, into database: Database) throws {
        do {
            try database.cachedStatement(
                sql: "INSERT INTO pulse_intents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'intended', NULL)"
            ).execute(arguments: [
                run, intent.number, intent.resumption, intent.batch, intent.unit, intent.tile,
                intent.rows.lowerBound, intent.rows.count, intent.columns.lowerBound, intent.columns.count,
                intent.pulses, Int64(bitPattern: intent.digest),
            ])
        } catch DatabaseError.SQLITE_CONSTRAINT_PRIMARYKEY {
            throw RunStoreError(
                .duplicate, "the pulses \(intent.number) of run \(run) are already noted",
                remedy: "nothing was sent; report this with the daemon's log")
        }
    }
}

extension PulseIntent {
    init(_ row: Row) throws {
        let firstRow = try row.decode(Int.self, forColumn: "first_row")
        let firstColumn = try row.decode(Int.self, forColumn: "first_column")
        self.init(
            number: try row.decode(forColumn: "number"), resumption: try row.decode(forColumn: "resumption"),
            batch: try row.decode(forColumn: "batch"), unit: try row.decode(forColumn: "unit"),
            tile: try row.decode(forColumn: "tile"),
            rows: firstRow..<firstRow + max(0, try row.decode(Int.self, forColumn: "rows")),
            columns: firstColumn..<firstColumn + max(0, try row.decode(Int.self, forColumn: "columns")),
            pulses: try row.decode(forColumn: "pulses"),
            digest: UInt64(bitPattern: try row.decode(Int64.self, forColumn: "digest")))
    }
}

extension PulseSettlement {
    init(_ row: Row) throws {
        self.init(
            number: try row.decode(forColumn: "number"),
            outcome: try PulseOutcome(stored: row.decode(forColumn: "outcome")),
            applied: try row.decode(forColumn: "applied"))
    }
}

extension PulseOutcome {
    init(stored text: String) throws {
        guard let outcome = PulseOutcome(rawValue: text) else {
            throw RunStoreError(
                .corrupt, "the store holds pulses with the unknown outcome \"\(text)\"",
                remedy: "move the database away and restore it from a backup")
        }
        self = outcome
    }
}
