/// The tables of what people say about runs.
extension StoreSchema {
    /// Words by which runs are found again, and notes.
    static let notes = """
        CREATE TABLE tags (
            run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
            name TEXT NOT NULL,
            time TEXT NOT NULL,
            author_uid INTEGER NOT NULL,
            author_name TEXT NOT NULL,
            PRIMARY KEY (run, name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX tags_by_name ON tags (name);
        CREATE TABLE notes (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
            time TEXT NOT NULL,
            author_uid INTEGER NOT NULL,
            author_name TEXT NOT NULL,
            text TEXT NOT NULL
        ) STRICT;
        CREATE INDEX notes_by_run ON notes (run);
        """
}
