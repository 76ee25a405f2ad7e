/// The tables from which runs are resumed.
extension StoreSchema {
    /// Checkpoints, the newest of each run; their tensors are in files beside the database. What was stored after a
    /// checkpoint from which a run went on is moved to the superseded tables.
    static let checkpoints = """
        CREATE TABLE checkpoints (
            run INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
            batch INTEGER NOT NULL,
            measurements INTEGER NOT NULL,
            time TEXT NOT NULL,
            state TEXT NOT NULL,
            file TEXT NOT NULL,
            digest INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE resumptions (
            run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
            number INTEGER NOT NULL,
            time TEXT NOT NULL,
            operator_uid INTEGER NOT NULL,
            operator_name TEXT NOT NULL,
            reprogram INTEGER NOT NULL,
            tolerance REAL,
            batch INTEGER,
            verdict TEXT,
            PRIMARY KEY (run, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE superseded_batches (
            run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
            resumption INTEGER NOT NULL,
            batch INTEGER NOT NULL,
            measurements INTEGER NOT NULL,
            seconds REAL NOT NULL,
            head_loss REAL,
            head_accuracy REAL,
            PRIMARY KEY (run, resumption, batch)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE superseded_unit_metrics (
            run INTEGER NOT NULL,
            resumption INTEGER NOT NULL,
            batch INTEGER NOT NULL,
            ordinal INTEGER NOT NULL,
            unit TEXT NOT NULL,
            information REAL,
            dead_outputs INTEGER NOT NULL,
            saturated_fraction REAL NOT NULL,
            zero_fraction REAL NOT NULL,
            pulses INTEGER NOT NULL,
            PRIMARY KEY (run, resumption, batch, ordinal),
            FOREIGN KEY (run, resumption, batch) REFERENCES superseded_batches ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        """

    /// Maps of pulses, each noted before it was sent.
    static let pulses = """
        CREATE TABLE pulse_intents (
            run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
            number INTEGER NOT NULL,
            resumption INTEGER NOT NULL,
            batch INTEGER NOT NULL,
            unit TEXT NOT NULL,
            tile INTEGER NOT NULL,
            first_row INTEGER NOT NULL,
            "rows" INTEGER NOT NULL,
            first_column INTEGER NOT NULL,
            "columns" INTEGER NOT NULL,
            pulses INTEGER NOT NULL,
            digest INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            applied INTEGER,
            PRIMARY KEY (run, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX pulse_intents_open ON pulse_intents (run) WHERE outcome = 'intended';

        """

    /// States of chips kept by name.
    static let snapshots = """
        CREATE TABLE snapshots (
            name TEXT PRIMARY KEY,
            run INTEGER REFERENCES runs ON DELETE SET NULL,
            time TEXT NOT NULL,
            device TEXT NOT NULL
        ) STRICT;
        CREATE TABLE snapshot_units (
            snapshot TEXT NOT NULL REFERENCES snapshots ON DELETE CASCADE,
            ordinal INTEGER NOT NULL,
            unit TEXT NOT NULL,
            "rows" INTEGER NOT NULL,
            "columns" INTEGER NOT NULL,
            siemens BLOB NOT NULL,
            PRIMARY KEY (snapshot, ordinal)
        ) STRICT, WITHOUT ROWID;
        """
}
