import GRDB

/// One time that a run was gone on with after it had ended before its time.
public struct StoredResumption: Sendable, Equatable {
    /// Counted from 1 for each run.
    public let number: Int
    /// When it was asked for; ISO 8601, UTC.
    public let time: String
    /// Who asked for it.
    public let operatorName: String
    /// Whether cells that have changed are to be written back.
    public let reprogram: Bool
    /// How far cells may be from the checkpoint, in parts of the window; nil for what the experiment says.
    public let tolerance: Double?
    /// The batch from which the run went on; nil as long as it has not.
    public let batch: Int?
    /// What was found of the hardware; nil as long as it was not looked at.
    public let verdict: String?

    init(_ row: Row) throws {
        number = try row.decode(forColumn: "number")
        time = try row.decode(forColumn: "time")
        operatorName = try row.decode(forColumn: "operator_name")
        reprogram = try row.decode(forColumn: "reprogram")
        tolerance = try row.decode(forColumn: "tolerance")
        batch = try row.decode(forColumn: "batch")
        verdict = try row.decode(forColumn: "verdict")
    }
}
