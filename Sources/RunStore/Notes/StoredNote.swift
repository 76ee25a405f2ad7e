import GRDB

/// What somebody wrote about a run.
public struct StoredNote: Sendable, Equatable {
    /// When; ISO 8601, UTC, with milliseconds.
    public let time: String
    /// Numeric id of its author.
    public let authorUID: UInt32
    /// Name of its author.
    public let authorName: String
    /// What was written.
    public let text: String

    init(time: String, authorUID: UInt32, authorName: String, text: String) {
        self.time = time
        self.authorUID = authorUID
        self.authorName = authorName
        self.text = text
    }

    init(_ row: Row) throws {
        self.init(
            time: try row.decode(forColumn: "time"), authorUID: try row.decode(forColumn: "author_uid"),
            authorName: try row.decode(forColumn: "author_name"), text: try row.decode(forColumn: "text"))
    }
}
