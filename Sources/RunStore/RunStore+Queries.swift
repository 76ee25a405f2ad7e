import Foundation
import GRDB

extension RunStore {
    /// One run; throws `RunStoreError` `noSuchRun`.
    public func run(_ run: Int64) async throws -> StoredRun {
        try await read { database in
            let row = try Row.fetchOne(
                database, sql: "\(StoredRun.selection) WHERE runs.id = ?", arguments: [run])
            guard let row else { throw RunStoreError.noSuchRun(run) }
            return try StoredRun(row)
        }
    }

    /// The newest `limit` runs, newest first, all or those in one state.
    public func runs(limit: Int = 100, state: RunState? = nil) async throws -> [StoredRun] {
        try await runs(limit: limit, matching: RunFilter(state: state))
    }

    /// The experiment of a run; throws `RunStoreError` `noSuchRun`.
    public func experiment(_ run: Int64) async throws -> StoredExperiment {
        try await read { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT experiment, path, overrides, configuration FROM runs WHERE id = ?",
                arguments: [run])
            guard let row else { throw RunStoreError.noSuchRun(run) }
            let overrides: String = try row.decode(forColumn: "overrides")
            return StoredExperiment(
                text: try row.decode(forColumn: "experiment"), path: try row.decode(forColumn: "path"),
                overrides: try JSONDecoder().decode([String].self, from: Data(overrides.utf8)),
                configuration: try row.decode(forColumn: "configuration"))
        }
    }

    /// The units of a run, in order.
    public func units(_ run: Int64) async throws -> [StoredUnit] {
        try await rows(of: run, "SELECT name, inputs, outputs FROM units WHERE run = ? ORDER BY ordinal") {
            StoredUnit(
                name: try $0.decode(forColumn: "name"), inputs: try $0.decode(forColumn: "inputs"),
                outputs: try $0.decode(forColumn: "outputs"))
        }
    }

    /// The batches of a run whose number is at least `first`, in order, at most `limit` of them.
    public func batches(_ run: Int64, from first: Int = 0, limit: Int = 1000) async throws -> [StoredBatch] {
        try await read { database in
            let batches = try Row.fetchAll(
                database, sql: """
                    SELECT * FROM batch_metrics LEFT JOIN episodes USING (run, batch)
                    WHERE run = ? AND batch >= ? ORDER BY batch LIMIT ?
                    """,
                arguments: [run, first, max(0, limit)])
            guard let last: Int = try batches.last?.decode(forColumn: "batch") else { return [] }
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT * FROM unit_metrics WHERE run = ? AND batch BETWEEN ? AND ? ORDER BY batch, ordinal",
                arguments: [run, first, last])
            var units: [Int: [StoredUnitMetrics]] = [:]
            for row in rows { try units[row.decode(forColumn: "batch"), default: []].append(StoredUnitMetrics(row)) }
            return try batches.map { try StoredBatch($0, units: units[$0.decode(forColumn: "batch")] ?? []) }
        }
    }

    /// The accuracies of a run, in the order of their batches.
    public func accuracies(_ run: Int64) async throws -> [StoredAccuracy] {
        try await rows(
            of: run, "SELECT * FROM accuracies WHERE run = ? ORDER BY batch, split DESC, readout", StoredAccuracy.init)
    }

    /// What a run came to; nil as long as that is not stored.
    public func result(_ run: Int64) async throws -> StoredResult? {
        try await rows(of: run, "SELECT * FROM results WHERE run = ?", StoredResult.init).first
    }

    /// The conductances of one unit of a run; nil when none are stored.
    public func conductances(_ run: Int64, unit: String) async throws -> StoredConductances? {
        try await read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM conductances WHERE run = ? AND unit = ?", arguments: [run, unit]
            ).map(StoredConductances.init)
        }
    }

    /// What happened to a run, oldest first.
    public func events(_ run: Int64) async throws -> [StoredEvent] {
        try await rows(of: run, "SELECT * FROM events WHERE run = ? ORDER BY id", StoredEvent.init)
    }

    /// Where the results of a run come from: versions, hashes and settings by name.
    public func provenance(_ run: Int64) async throws -> [String: String] {
        let pairs = try await rows(of: run, "SELECT name, value FROM provenance WHERE run = ?") { row in
            (try row.decode(String.self, forColumn: "name"), try row.decode(String.self, forColumn: "value"))
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    private func rows<Record: Sendable>(
        of run: Int64, _ sql: String, _ record: @escaping @Sendable (Row) throws -> Record
    ) async throws -> [Record] {
        try await read { try Row.fetchAll($0, sql: sql, arguments: [run]).map(record) }
    }
}
