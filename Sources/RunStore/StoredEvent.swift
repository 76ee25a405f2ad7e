import GRDB

/// Something that happened to a run.
public struct StoredEvent: Sendable, Equatable {
    /// When; ISO 8601, UTC, with milliseconds.
    public let time: String
    /// What kind; `state` for a change of state.
    public let kind: String
    /// What happened.
    public let message: String

    init(_ row: Row) throws {
        time = try row.decode(forColumn: "time")
        kind = try row.decode(forColumn: "kind")
        message = try row.decode(forColumn: "message")
    }
}
