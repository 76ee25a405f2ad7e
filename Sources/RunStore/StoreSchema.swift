import GRDB

/// The tables of the store and their history.
enum StoreSchema {
    /// "pibd" in the header of the file, by which it is told from any other SQLite database.
    static let applicationID = 0x7069_6264

    /// Refuses a database that is not ours or that a later pibd wrote; brings an earlier one up to date.
    static func prepare(_ pool: DatabasePool, path: String) throws {
        let migrator = migrator
        try pool.read { database in
            let identifier = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
            let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
            guard identifier == applicationID || (identifier == 0 && isEmpty) else {
                throw RunStoreError(
                    .corrupt, "\(path) is a database, but not one of pibd",
                    remedy: "move it away, or choose another --state-directory")
            }
            guard try !migrator.hasBeenSuperseded(database) else {
                throw RunStoreError(
                    .newerVersion, "\(path) was written by a later version of pibd",
                    remedy: "install that version, or choose another --state-directory")
            }
        }
        try migrator.migrate(pool)
    }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 runs and metrics") { database in
            try database.execute(sql: runs + metrics)
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
        }
        migrator.registerMigration("2 wear of devices") { try $0.execute(sql: wear) }
        migrator.registerMigration("3 checkpoints and pulse intents") {
            try $0.execute(sql: checkpoints + pulses + snapshots)
        }
        migrator.registerMigration("4 episodes") { try $0.execute(sql: episodes) }
        migrator.registerMigration("5 tags and notes") { try $0.execute(sql: notes) }
        return migrator
    }

    private static let episodes = """
        CREATE TABLE episodes (
            run INTEGER NOT NULL,
            batch INTEGER NOT NULL,
            episodes INTEGER NOT NULL,
            mean_return REAL NOT NULL,
            greedy_return REAL,
            PRIMARY KEY (run, batch),
            FOREIGN KEY (run, batch) REFERENCES batch_metrics ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        ALTER TABLE results ADD COLUMN solved_after_episodes INTEGER;
        """

    private static let wear = """
        CREATE TABLE wear (
            device TEXT NOT NULL,
            serial TEXT NOT NULL,
            tile INTEGER NOT NULL,
            rows INTEGER NOT NULL,
            columns INTEGER NOT NULL,
            counts BLOB NOT NULL,
            updated_at TEXT NOT NULL,
            PRIMARY KEY (device, serial, tile)
        ) STRICT;
        """

    private static let runs = """
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            state TEXT NOT NULL,
            experiment TEXT NOT NULL,
            path TEXT,
            overrides TEXT NOT NULL,
            configuration TEXT NOT NULL,
            trainer TEXT NOT NULL,
            loss TEXT NOT NULL,
            dataset TEXT NOT NULL,
            device TEXT NOT NULL,
            seed INTEGER NOT NULL,
            batches_total INTEGER NOT NULL,
            batches_done INTEGER NOT NULL DEFAULT 0,
            measurements INTEGER NOT NULL DEFAULT 0,
            submitted_at TEXT NOT NULL,
            started_at TEXT,
            ended_at TEXT,
            operator_uid INTEGER NOT NULL,
            operator_name TEXT NOT NULL,
            message TEXT
        ) STRICT;
        CREATE INDEX runs_by_state ON runs (state);
        CREATE TABLE provenance (
            run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (run, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE results (
            run INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
            test_accuracy REAL,
            validation_accuracy REAL,
            measurements INTEGER NOT NULL,
            calibration_measurements INTEGER NOT NULL,
            evaluation_measurements INTEGER NOT NULL,
            pulses INTEGER NOT NULL,
            wall_seconds REAL NOT NULL,
            device_busy_fraction REAL NOT NULL,
            compute_fraction REAL NOT NULL,
            wait_fraction REAL NOT NULL
        ) STRICT;
        CREATE TABLE units (
            run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
            ordinal INTEGER NOT NULL,
            name TEXT NOT NULL,
            inputs INTEGER NOT NULL,
            outputs INTEGER NOT NULL,
            PRIMARY KEY (run, ordinal),
            UNIQUE (run, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE events (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
            time TEXT NOT NULL,
            kind TEXT NOT NULL,
            message TEXT NOT NULL
        ) STRICT;
        CREATE INDEX events_by_run ON events (run);

        """

    private static let metrics = """
        CREATE TABLE batch_metrics (
            run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
            batch INTEGER NOT NULL,
            measurements INTEGER NOT NULL,
            seconds REAL NOT NULL,
            head_loss REAL,
            head_accuracy REAL,
            PRIMARY KEY (run, batch)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE unit_metrics (
            run INTEGER NOT NULL,
            batch INTEGER NOT NULL,
            ordinal INTEGER NOT NULL,
            unit TEXT NOT NULL,
            information REAL,
            dead_outputs INTEGER NOT NULL,
            saturated_fraction REAL NOT NULL,
            zero_fraction REAL NOT NULL,
            pulses INTEGER NOT NULL,
            PRIMARY KEY (run, batch, ordinal),
            FOREIGN KEY (run, batch) REFERENCES batch_metrics ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE accuracies (
            run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
            batch INTEGER NOT NULL,
            split TEXT NOT NULL,
            readout TEXT NOT NULL,
            samples INTEGER NOT NULL,
            accuracy REAL NOT NULL,
            measurements INTEGER NOT NULL,
            PRIMARY KEY (run, batch, split, readout, samples)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE conductances (
            run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
            unit TEXT NOT NULL,
            "rows" INTEGER NOT NULL,
            "columns" INTEGER NOT NULL,
            siemens BLOB NOT NULL,
            PRIMARY KEY (run, unit)
        ) STRICT;
        """
}
