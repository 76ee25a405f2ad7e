import GRDB

extension RunStore {
    /// Stores one batch of a run that is under way, with its units and any accuracies that belong to it, and counts it.
    ///
    /// Throws `RunStoreError` `duplicate` when the batch is already there, `noSuchRun`, `wrongState`, or
    /// `invalidValue` when a number is not finite.
    public func appendBatch(_ run: Int64, _ batch: StoredBatch, accuracies: [StoredAccuracy] = []) async throws {
        try Self.requireFinite("seconds of batch \(batch.batch)", batch.seconds)
        if let played = batch.episodes { try Self.requireFinite("return of batch \(batch.batch)", played.meanReturn) }
        for unit in batch.units {
            try Self.requireFinite("saturated fraction of unit \(unit.unit)", unit.saturatedFraction)
            try Self.requireFinite("zero fraction of unit \(unit.unit)", unit.zeroFraction)
        }
        try Self.requireFinite(accuracies)
        try await write { database in
            try Self.count(batch, run: run, in: database)
            try Self.insert(batch, run: run, into: database)
            try Self.insert(accuracies, run: run, into: database)
        }
    }

    /// Stores accuracies of a run; the same read-out, split, batch and number of samples again replaces the value.
    public func storeAccuracies(_ run: Int64, _ accuracies: [StoredAccuracy]) async throws {
        try Self.requireFinite(accuracies)
        try await write { try Self.insert(accuracies, run: run, into: $0) }
    }

    /// Stores what a run came to, with the accuracies that belong to it; again replaces it.
    public func storeResult(_ run: Int64, _ result: StoredResult, accuracies: [StoredAccuracy] = []) async throws {
        try Self.requireFinite("wall time", result.wallSeconds)
        try Self.requireFinite("device-busy fraction", result.deviceBusyFraction)
        try Self.requireFinite("compute fraction", result.computeFraction)
        try Self.requireFinite("wait fraction", result.waitFraction)
        try Self.requireFinite(accuracies)
        try await write { database in
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO results (run, test_accuracy, validation_accuracy, measurements,
                        calibration_measurements, evaluation_measurements, pulses, wall_seconds,
                        device_busy_fraction, compute_fraction, wait_fraction, solved_after_episodes)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    run, result.testAccuracy, result.validationAccuracy, result.measurements,
                    result.calibrationMeasurements, result.evaluationMeasurements, result.pulses,
                    result.wallSeconds, result.deviceBusyFraction, result.computeFraction, result.waitFraction,
                    result.solvedAfterEpisodes,
                ])
            try Self.insert(accuracies, run: run, into: database)
        }
    }

    /// Stores the conductances of one unit; again replaces them.
    public func storeConductances(_ run: Int64, unit: String, _ conductances: StoredConductances) async throws {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO conductances (run, unit, "rows", "columns", siemens) VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [run, unit, conductances.rows, conductances.columns, conductances.bytes])
        }
    }

    private static func count(_ batch: StoredBatch, run: Int64, in database: Database) throws {
        let state = try state(of: run, in: database)
        guard state.isUnderWay else {
            throw RunStoreError(
                .wrongState, "run \(run) is \(state.rawValue) and takes no more batches", remedy: "submit it again")
        }
        try database.cachedStatement(
            sql: "UPDATE runs SET batches_done = batches_done + 1, measurements = ? WHERE id = ?"
        ).execute(arguments: [batch.measurements, run])
    }

    private static func insert(_ batch: StoredBatch, run: Int64, into database: Database) throws {
        do {
            try database.cachedStatement(sql: "INSERT INTO batch_metrics VALUES (?, ?, ?, ?, ?, ?)").execute(
                arguments: [
                    run, batch.batch, batch.measurements, batch.seconds, batch.headLoss, batch.headAccuracy,
                ])
        } catch DatabaseError.SQLITE_CONSTRAINT_PRIMARYKEY {
            throw RunStoreError(
                .duplicate, "batch \(batch.batch) of run \(run) is already stored",
                remedy: "go on with the next batch; nothing was stored twice")
        }
        if let played = batch.episodes {
            try database.cachedStatement(sql: "INSERT INTO episodes VALUES (?, ?, ?, ?, ?)").execute(
                arguments: [run, batch.batch, played.episodes, played.meanReturn, played.greedyReturn])
        }
        let statement = try database.cachedStatement(sql: "INSERT INTO unit_metrics VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for (ordinal, unit) in batch.units.enumerated() {
            try statement.execute(arguments: [
                run, batch.batch, ordinal, unit.unit, unit.information, unit.deadOutputs, unit.saturatedFraction,
                unit.zeroFraction, unit.pulses,
            ])
        }
    }

    private static func insert(_ accuracies: [StoredAccuracy], run: Int64, into database: Database) throws {
        for accuracy in accuracies {
            try database.cachedStatement(sql: "INSERT OR REPLACE INTO accuracies VALUES (?, ?, ?, ?, ?, ?, ?)").execute(
                arguments: [
                    run, accuracy.batch, accuracy.split, accuracy.readout, accuracy.samples, accuracy.accuracy,
                    accuracy.measurements,
                ])
        }
    }

    private static func requireFinite(_ accuracies: [StoredAccuracy]) throws {
        for accuracy in accuracies {
            try requireFinite("accuracy of \(accuracy.readout) on \(accuracy.split) data", accuracy.accuracy)
        }
    }

    private static func requireFinite(_ name: String, _ value: Double) throws {
        guard value.isFinite else {
            throw RunStoreError(.invalidValue, "\(name) is \(value)", remedy: "store a finite number")
        }
    }
}
