import GRDB

/// A run as the store knows it.
public struct StoredRun: Sendable, Equatable {
    /// Its number.
    public let id: Int64
    /// What people call it.
    public let name: String
    /// Where it stands.
    public let state: RunState
    /// Name of the trainer.
    public let trainer: String
    /// Name of the local loss.
    public let loss: String
    /// Name of the data set.
    public let dataset: String
    /// Id of the device.
    public let device: String
    /// The root seed.
    public let seed: Int64
    /// Batches to train.
    public let batchesTotal: Int
    /// Batches trained and stored.
    public let batchesDone: Int
    /// Training samples measured so far.
    public let measurements: Int
    /// When it was submitted; ISO 8601, UTC.
    public let submittedAt: String
    /// When it left the queue.
    public let startedAt: String?
    /// When it ended.
    public let endedAt: String?
    /// Numeric id of the user who submitted it.
    public let operatorUID: UInt32
    /// Name of that user.
    public let operatorName: String
    /// Why it is in its state, if there is more to say.
    public let message: String?
    /// The result's accuracy on test data, a fraction.
    public let testAccuracy: Double?
    /// The result's accuracy on validation data, a fraction.
    public let validationAccuracy: Double?
    /// Its tags in alphabetical order.
    public let tags: [String]

    static let selection = """
        SELECT runs.*, results.test_accuracy, results.validation_accuracy,
            (SELECT group_concat(tags.name, ' ') FROM tags WHERE tags.run = runs.id) AS tags
        FROM runs LEFT JOIN results ON results.run = runs.id
        """

    init(_ row: Row) throws {
        id = try row.decode(forColumn: "id")
        name = try row.decode(forColumn: "name")
        state = try RunState(stored: row.decode(forColumn: "state"))
        trainer = try row.decode(forColumn: "trainer")
        loss = try row.decode(forColumn: "loss")
        dataset = try row.decode(forColumn: "dataset")
        device = try row.decode(forColumn: "device")
        seed = try row.decode(forColumn: "seed")
        batchesTotal = try row.decode(forColumn: "batches_total")
        batchesDone = try row.decode(forColumn: "batches_done")
        measurements = try row.decode(forColumn: "measurements")
        submittedAt = try row.decode(forColumn: "submitted_at")
        startedAt = try row.decode(forColumn: "started_at")
        endedAt = try row.decode(forColumn: "ended_at")
        operatorUID = try row.decode(forColumn: "operator_uid")
        operatorName = try row.decode(forColumn: "operator_name")
        message = try row.decode(forColumn: "message")
        testAccuracy = try row.decode(forColumn: "test_accuracy")
        validationAccuracy = try row.decode(forColumn: "validation_accuracy")
        let names: String? = try row.decode(forColumn: "tags")
        tags = names?.split(separator: " ").map(String.init).sorted() ?? []
    }
}

extension RunState {
    /// The state that the database writes as `text`.
    init(stored text: String) throws {
        guard let state = RunState(rawValue: text) else {
            throw RunStoreError(
                .corrupt, "the store holds a run in the unknown state \"\(text)\"",
                remedy: "move the database away and restore it from a backup")
        }
        self = state
    }
}
