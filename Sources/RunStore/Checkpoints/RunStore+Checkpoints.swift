import Dispatch
import Foundation
import GRDB

extension RunStore {
    /// Stores a run's checkpoint in place of the one before. All of it or nothing: the row that makes it the run's
    /// checkpoint is written when its tensors are on the disk.
    ///
    /// Throws `RunStoreError` `noSuchRun`, `full` or `notWritable`; the earlier checkpoint is kept then.
    public func storeCheckpoint(_ run: Int64, _ checkpoint: StoredCheckpoint) async throws {
        let name = "run-\(run)-batch-\(checkpoint.batch)-\(UUID().uuidString).tensors"
        let files = tensorFiles
        let digest = try await Self.aside { try files.write(checkpoint.tensors, as: name) }
        let time = now
        do {
            let before = try await write { database in
                let before = try String.fetchOne(
                    database, sql: "SELECT file FROM checkpoints WHERE run = ?", arguments: [run])
                try database.execute(
                    sql: "INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?, ?, ?, ?)",
                    arguments: [
                        run, checkpoint.batch, checkpoint.measurements, time, checkpoint.state, name,
                        Int64(bitPattern: digest),
                    ])
                return before
            }
            if let before { files.remove(before) }
        } catch {
            files.remove(name)
            throw error
        }
    }

    /// The checkpoint of a run; nil when there is none. Throws `RunStoreError` `corrupt` when its tensors are damaged.
    public func checkpoint(_ run: Int64) async throws -> StoredCheckpoint? {
        let found = try await read { database -> (checkpoint: StoredCheckpoint, file: String, digest: UInt64)? in
            try Row.fetchOne(
                database, sql: "SELECT * FROM checkpoints WHERE run = ?", arguments: [run]
            ).map { row -> (checkpoint: StoredCheckpoint, file: String, digest: UInt64) in
                let checkpoint = StoredCheckpoint(
                    batch: try row.decode(forColumn: "batch"), measurements: try row.decode(forColumn: "measurements"),
                    state: try row.decode(forColumn: "state"), tensors: [:])
                let digest = try row.decode(Int64.self, forColumn: "digest")
                return (checkpoint, try row.decode(forColumn: "file"), UInt64(bitPattern: digest))
            }
        }
        guard let found else { return nil }
        var checkpoint = found.checkpoint
        let (file, digest) = (found.file, found.digest)
        let files = tensorFiles
        checkpoint.tensors = try await Self.aside { try files.read(file, digest: digest) }
        return checkpoint
    }

    /// The batch of a run's checkpoint; nil when there is none.
    public func checkpointBatch(_ run: Int64) async throws -> Int? {
        try await read { database in
            try Int.fetchOne(database, sql: "SELECT batch FROM checkpoints WHERE run = ?", arguments: [run])
        }
    }

    /// The run whose checkpoint is the newest of all runs on `device`; nil when there is none.
    public func latestCheckpoint(device: String) async throws -> Int64? {
        try await read { database in
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT checkpoints.run FROM checkpoints JOIN runs ON runs.id = checkpoints.run
                    WHERE runs.device = ? ORDER BY checkpoints.time DESC, checkpoints.run DESC LIMIT 1
                    """, arguments: [device])
        }
    }

    /// Removes the checkpoint of a run that needs it no more.
    public func removeCheckpoint(_ run: Int64) async throws {
        let name = try await write { database in
            let name = try String.fetchOne(
                database, sql: "SELECT file FROM checkpoints WHERE run = ?", arguments: [run])
            try database.execute(sql: "DELETE FROM checkpoints WHERE run = ?", arguments: [run])
            return name
        }
        if let name { tensorFiles.remove(name) }
    }

    /// Removes files of tensors that no checkpoint names.
    func removeStrayFiles() throws {
        let names = try pool.read { try String.fetchSet($0, sql: "SELECT file FROM checkpoints") }
        tensorFiles.removeAll(but: names)
    }

    private var tensorFiles: TensorFile {
        TensorFile(directory: (path as NSString).deletingLastPathComponent + "/checkpoints")
    }

    /// Does what blocks away from the threads that everybody shares.
    private static func aside<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .utility).async { continuation.resume(with: Result { try work() }) }
        }
    }
}
