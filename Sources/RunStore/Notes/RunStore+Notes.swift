import GRDB

extension RunStore {
    /// The longest note that is kept, in bytes of UTF-8.
    public static let longestNote = 65_536
    /// The longest tag, in characters.
    public static let longestTag = 64

    /// Gives a run tags, takes others away, and returns those it has then, in alphabetical order. A tag the run has
    /// already is not given again, so it keeps its time and author.
    ///
    /// Throws `RunStoreError`: `noSuchRun`; `invalidValue` for a word that cannot be a tag, or a tag to remove that the
    /// run does not have. Then nothing is changed.
    public func changeTags(
        _ run: Int64, adding: [String], removing: [String] = [], authorUID: UInt32, authorName: String
    ) async throws -> [String] {
        for tag in adding { try Self.requireTag(tag) }
        let time = now
        return try await write { database in
            _ = try Self.state(of: run, in: database)
            for tag in removing {
                try database.execute(sql: "DELETE FROM tags WHERE run = ? AND name = ?", arguments: [run, tag])
                guard database.changesCount == 1 else {
                    throw RunStoreError(
                        .invalidValue, "run \(run) has no tag \"\(tag)\"",
                        remedy: "list its tags with pibctl tag \(run)")
                }
            }
            for tag in adding {
                try database.execute(
                    sql: "INSERT OR IGNORE INTO tags VALUES (?, ?, ?, ?, ?)",
                    arguments: [run, tag, time, authorUID, authorName])
            }
            return try String.fetchAll(
                database, sql: "SELECT name FROM tags WHERE run = ? ORDER BY name", arguments: [run])
        }
    }

    /// Keeps a note about a run and returns it with its time.
    ///
    /// Throws `RunStoreError`: `noSuchRun`; `invalidValue` for a note that is blank or longer than `longestNote`.
    public func addNote(
        _ run: Int64, _ text: String, authorUID: UInt32, authorName: String
    ) async throws -> StoredNote {
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw RunStoreError(.invalidValue, "the note is blank", remedy: "write what is to be kept")
        }
        guard text.utf8.count <= Self.longestNote else {
            throw RunStoreError(
                .invalidValue, "the note has \(text.utf8.count) bytes",
                remedy: "write at most \(Self.longestNote), in several notes or in a file elsewhere")
        }
        let note = StoredNote(time: now, authorUID: authorUID, authorName: authorName, text: text)
        return try await write { database in
            _ = try Self.state(of: run, in: database)
            try database.execute(
                sql: "INSERT INTO notes (run, time, author_uid, author_name, text) VALUES (?, ?, ?, ?, ?)",
                arguments: [run, note.time, authorUID, authorName, text])
            return note
        }
    }

    /// The notes about a run, oldest first.
    public func notes(_ run: Int64) async throws -> [StoredNote] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM notes WHERE run = ? ORDER BY id", arguments: [run])
                .map(StoredNote.init)
        }
    }

    private static func requireTag(_ tag: String) throws {
        let allowed = tag.unicodeScalars.allSatisfy { isPlain($0) || "-_.:+".unicodeScalars.contains($0) }
        // A word that begins with a dash would be taken for an option.
        guard allowed, tag.unicodeScalars.first.map(isPlain) == true, tag.count <= longestTag else {
            throw RunStoreError(
                .invalidValue, "\"\(tag.prefix(longestTag))\" cannot be a tag",
                remedy: "use up to \(longestTag) letters, digits and - _ . : +, a letter or digit first")
        }
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
}
