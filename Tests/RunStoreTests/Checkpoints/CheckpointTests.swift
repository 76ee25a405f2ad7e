import Foundation
import GRDB
import Testing

@testable import RunStore

@Suite("Checkpoints in the store")
struct CheckpointTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func sample(_ batch: Int) -> StoredCheckpoint {
        StoredCheckpoint(
            batch: batch, measurements: 32 * batch, state: "{\"gain\":\(batch)}",
            tensors: ["cells/hidden1": Data((0..<10_001).map { UInt8(($0 * batch) & 255) }), "empty": Data()])
    }

    private var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory.path + "/checkpoints")) ?? []).sorted()
    }

    @Test("the last checkpoint comes back byte for byte from a store opened again, and its predecessor is gone")
    func roundTrip() async throws {
        var store: RunStore? = try RunStore(directory: directory.path)
        let run = try #require(try await store?.startedRun())
        #expect(try await store?.checkpoint(run) == nil)
        try await store?.storeCheckpoint(run, sample(3))
        try await store?.storeCheckpoint(run, sample(7))
        store = nil
        let again = try RunStore(directory: directory.path)
        #expect(try await again.checkpoint(run) == sample(7))
        #expect(try await again.checkpointBatch(run) == 7)
        #expect(try await again.latestCheckpoint(device: "chip") == run)
        #expect(files.count == 1)
        try await again.removeCheckpoint(run)
        #expect(files.isEmpty)
        #expect(try await again.checkpoint(run) == nil)
    }

    @Test("files that a dying daemon left are removed, those of checkpoints are not")
    func strays() async throws {
        var store: RunStore? = try RunStore(directory: directory.path)
        let run = try #require(try await store?.startedRun())
        try await store?.storeCheckpoint(run, sample(3))
        store = nil
        for name in ["run-9-batch-9-x.tensors", "run-1-batch-4-y.tensors.part", "notes.txt"] {
            try Data([1]).write(to: URL(fileURLWithPath: directory.path + "/checkpoints/" + name))
        }
        let again = try RunStore(directory: directory.path)
        #expect(files.count == 2 && files.contains("notes.txt"))
        #expect(try await again.checkpoint(run) == sample(3))
    }

    @Test("a damaged, shortened or missing file is told from the one that was written", arguments: 0..<4)
    func damaged(kind: Int) async throws {
        let store = try RunStore(directory: directory.path)
        let run = try await store.startedRun()
        try await store.storeCheckpoint(run, sample(3))
        let path = directory.path + "/checkpoints/" + (try #require(files.first))
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        switch kind {
        case 0: bytes[5000] ^= 1
        case 1: bytes.removeLast()
        case 2: bytes = Data()
        default: try FileManager.default.removeItem(atPath: path)
        }
        if kind < 3 { try bytes.write(to: URL(fileURLWithPath: path)) }
        let error = await storeError { _ = try await store.checkpoint(run) }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains(path) == true)
    }

    @Test("a checkpoint of no run is refused and leaves no file")
    func noRun() async throws {
        let store = try RunStore(directory: directory.path)
        #expect(await storeError { try await store.storeCheckpoint(9, sample(1)) }?.code == .noSuchRun)
        #expect(files.isEmpty)
    }

    @Test("a store of every earlier version is brought up to date with all that it holds", arguments: 1...2)
    func migrations(version: Int) async throws {
        let pool = try DatabasePool(path: directory.path + "/pibd.sqlite")
        let name = ["1 runs and metrics", "2 wear of devices"][version - 1]
        try StoreSchema.migrator.migrate(pool, upTo: name)
        try await pool.write { database in
            try database.execute(
                sql: """
                    INSERT INTO runs (name, state, experiment, overrides, configuration, trainer, loss, dataset, device,
                        seed, batches_total, submitted_at, operator_uid, operator_name)
                    VALUES ('old', 'running', '', '[]', '', 'pib', 'renyi', 'mnist', 'chip', 1, 5, 'then', 0, 'ada')
                    """)
            try database.execute(sql: "INSERT INTO batch_metrics VALUES (1, 1, 32, 0.5, NULL, NULL)")
        }
        try pool.close()
        let store = try RunStore(directory: directory.path)
        #expect(try await store.run(1).state == .interrupted)
        #expect(try await store.batches(1).count == 1)
        try await store.storeCheckpoint(1, sample(1))
        #expect(try await store.checkpoint(1) == sample(1))
    }
}
