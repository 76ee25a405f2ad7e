import Foundation
import GRDB

extension RunStore {
    /// Stores a new run in the state `queued` and gives its number, counted from 1.
    public func createRun(_ new: NewRun) async throws -> Int64 {
        let time = now
        let overrides = String(decoding: try JSONEncoder().encode(new.experiment.overrides), as: UTF8.self)
        return try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO runs (name, state, experiment, path, overrides, configuration, trainer, loss, dataset,
                        device, seed, batches_total, submitted_at, operator_uid, operator_name)
                    VALUES (?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    new.name, new.experiment.text, new.experiment.path, overrides, new.experiment.configuration,
                    new.trainer, new.loss, new.dataset, new.device, new.seed, new.batchesTotal, time,
                    new.operatorUID, new.operatorName,
                ])
            let run = database.lastInsertedRowID
            for (ordinal, unit) in new.units.enumerated() {
                try database.execute(
                    sql: "INSERT INTO units (run, ordinal, name, inputs, outputs) VALUES (?, ?, ?, ?, ?)",
                    arguments: [run, ordinal, unit.name, unit.inputs, unit.outputs])
            }
            try Self.insert(new.provenance, run: run, into: database)
            return run
        }
    }

    /// Moves a run to another state and records that as an event of kind `state`.
    ///
    /// Throws `RunStoreError` `noSuchRun`, or `wrongState` when that state cannot follow the present one.
    public func transition(_ run: Int64, to next: RunState, message: String? = nil) async throws {
        let time = now
        try await write { database in
            let present = try Self.state(of: run, in: database)
            guard present.successors.contains(next) else {
                throw RunStoreError(
                    .wrongState, "run \(run) is \(present.rawValue) and cannot become \(next.rawValue)",
                    remedy: present.isEnded ? "submit it again" : "wait for its state to change")
            }
            try database.execute(
                sql: """
                    UPDATE runs SET state = :next, message = :message,
                        started_at = CASE WHEN :starts THEN coalesce(started_at, :time) ELSE started_at END,
                        ended_at = CASE WHEN :ends THEN :time ELSE ended_at END
                    WHERE id = :run
                    """,
                arguments: [
                    "next": next.rawValue, "message": message, "starts": next.isUnderWay, "ends": next.isEnded,
                    "time": time, "run": run,
                ])
            let change = "\(present.rawValue) -> \(next.rawValue)"
            try Self.insertEvent(run, time, "state", message.map { "\(change): \($0)" } ?? change, into: database)
        }
    }

    /// Records something that happened to a run; throws `RunStoreError` `noSuchRun`.
    public func addEvent(_ run: Int64, kind: String, message: String) async throws {
        let time = now
        try await write { try Self.insertEvent(run, time, kind, message, into: $0) }
    }

    /// Sets how many batches a run takes in all: more than planned, once it adapts. Throws `noSuchRun`.
    public func setBatchesTotal(_ run: Int64, _ batches: Int) async throws {
        try await write { database in
            _ = try Self.state(of: run, in: database)
            try database.execute(
                sql: "UPDATE runs SET batches_total = ? WHERE id = ?", arguments: [batches, run])
        }
    }

    /// Adds to what is known of where a run's results come from; a name already there gets the new value.
    public func addProvenance(_ run: Int64, _ provenance: [String: String]) async throws {
        try await write { try Self.insert(provenance, run: run, into: $0) }
    }

    /// The state of a run; throws `noSuchRun`.
    static func state(of run: Int64, in database: Database) throws -> RunState {
        let text = try String.fetchOne(database, sql: "SELECT state FROM runs WHERE id = ?", arguments: [run])
        guard let text else { throw RunStoreError.noSuchRun(run) }
        return try RunState(stored: text)
    }

    static func insertEvent(
        _ run: Int64, _ time: String, _ kind: String, _ message: String, into database: Database
    ) throws {
        try database.execute(
            sql: "INSERT INTO events (run, time, kind, message) VALUES (?, ?, ?, ?)",
            arguments: [run, time, kind, message])
    }

    private static func insert(_ provenance: [String: String], run: Int64, into database: Database) throws {
        for (name, value) in provenance {
            try database.execute(
                sql: "INSERT OR REPLACE INTO provenance (run, name, value) VALUES (?, ?, ?)",
                arguments: [run, name, value])
        }
    }
}
