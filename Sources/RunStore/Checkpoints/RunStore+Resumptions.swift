import GRDB

extension RunStore {
    /// Queues a run again that ended before its time. Throws `RunStoreError` `noSuchRun`, or `wrongState` for one that
    /// is under way, finished or stopped.
    public func queueAgain(
        _ run: Int64, operatorUID: UInt32, operatorName: String, reprogram: Bool, tolerance: Double?
    ) async throws {
        let time = now
        try await write { database in
            let state = try Self.state(of: run, in: database)
            guard state.isResumable else {
                throw RunStoreError(
                    .wrongState, "run \(run) is \(state.rawValue) and cannot be resumed",
                    remedy: state.isEnded ? "submit it again" : "wait for its end")
            }
            let number = try Int.fetchOne(
                database, sql: "SELECT coalesce(max(number), 0) + 1 FROM resumptions WHERE run = ?", arguments: [run])
            try database.execute(
                sql: """
                    INSERT INTO resumptions (run, number, time, operator_uid, operator_name, reprogram, tolerance)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [run, number, time, operatorUID, operatorName, reprogram, tolerance])
            try database.execute(
                sql: "UPDATE runs SET state = 'queued', message = NULL, ended_at = NULL WHERE id = ?",
                arguments: [run])
            try Self.insertEvent(
                run, time, "state", "\(state.rawValue) -> queued: \(operatorName) resumes it", into: database)
        }
    }

    /// Every time that a run was resumed, oldest first.
    public func resumptions(_ run: Int64) async throws -> [StoredResumption] {
        try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM resumptions WHERE run = ? ORDER BY number", arguments: [run]
            ).map(StoredResumption.init)
        }
    }

    /// Takes a run back to `batch`, in one transaction: what was stored of later batches is moved to the superseded
    /// tables, so that they can be stored again.
    ///
    /// - Parameters:
    ///   - verdict: what was found of the hardware.
    ///   - undoneAfter: the batch to whose state the hardware itself has gone back, so that later pulses never
    ///     happened; -1 for one made anew, nil for real hardware, which keeps them.
    /// - Returns: how many batches are superseded. Throws `RunStoreError` `noSuchRun`.
    @discardableResult
    public func goBack(
        _ run: Int64, to batch: Int, measurements: Int, resumption: Int, verdict: String, undoneAfter: Int?
    ) async throws -> Int {
        let time = now
        return try await write { database in
            _ = try Self.state(of: run, in: database)
            let moved = try Self.supersede(run, after: batch, resumption: resumption, in: database)
            try database.execute(
                sql: "UPDATE runs SET batches_done = ?, measurements = ? WHERE id = ?",
                arguments: [batch, measurements, run])
            try database.execute(
                sql: "UPDATE resumptions SET batch = ?, verdict = ? WHERE run = ? AND number = ?",
                arguments: [batch, verdict, run, resumption])
            if let undoneAfter {
                try database.execute(
                    sql: """
                        UPDATE pulse_intents SET outcome = 'undone', applied = 0
                        WHERE run = ? AND batch > ? AND outcome <> 'not-applied'
                        """, arguments: [run, undoneAfter])
            }
            try Self.insertEvent(
                run, time, "resumed", "from batch \(batch), \(moved) batches are trained again: \(verdict)",
                into: database)
            return moved
        }
    }

    private static func supersede(_ run: Int64, after batch: Int, resumption: Int, in database: Database) throws -> Int
    {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO superseded_batches
                SELECT run, ?, batch, measurements, seconds, head_loss, head_accuracy FROM batch_metrics
                WHERE run = ? AND batch > ?
                """, arguments: [resumption, run, batch])
        let moved = database.changesCount
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO superseded_unit_metrics
                SELECT run, ?, batch, ordinal, unit, information, dead_outputs, saturated_fraction, zero_fraction,
                    pulses FROM unit_metrics WHERE run = ? AND batch > ?
                """, arguments: [resumption, run, batch])
        try database.execute(sql: "DELETE FROM batch_metrics WHERE run = ? AND batch > ?", arguments: [run, batch])
        try database.execute(sql: "DELETE FROM accuracies WHERE run = ? AND batch > ?", arguments: [run, batch])
        try database.execute(sql: "DELETE FROM results WHERE run = ?", arguments: [run])
        try database.execute(sql: "DELETE FROM conductances WHERE run = ?", arguments: [run])
        return moved
    }
}
