import Foundation
import GRDB
import Testing

@testable import RunStore

/// A small file system in memory, mounted for one test where this process may mount at all.
final class SmallFileSystem: Sendable {
    static let isAvailable = (try? SmallFileSystem()) != nil

    let directory: TemporaryDirectory
    var path: String { directory.path }

    init() throws {
        directory = try TemporaryDirectory()
        guard mount("tmpfs", directory.path, "tmpfs", 0, "size=1m") == 0 else { throw POSIXError(.EPERM) }
    }

    /// Allows or forbids writing.
    func remount(readOnly: Bool) throws {
        let flags = UInt(MS_REMOUNT) | (readOnly ? UInt(MS_RDONLY) : 0)
        guard mount("tmpfs", path, "tmpfs", flags, "size=1m") == 0 else { throw POSIXError(.EPERM) }
    }

    deinit { umount2(path, Int32(MNT_DETACH)) }
}

@Suite("A full or read-only disk")
struct RunStoreDiskTests {
    /// Appends batches from `first` on until the store refuses; gives the number of the refused one and the error.
    private func fill(_ store: RunStore, _ run: Int64, from first: Int) async -> (batch: Int, error: RunStoreError?) {
        for batch in first..<100_000 {
            if let error = await storeError({ try await store.appendBatch(run, .sample(batch)) }) {
                return (batch, error)
            }
        }
        return (100_000, nil)
    }

    @Test("when no pages are left the call fails whole, all before it stands, and the store goes on with new room")
    func pageLimit() async throws {
        let directory = try TemporaryDirectory()
        let store = try RunStore(directory: directory.path)
        let run = try await store.startedRun()
        try await store.pool.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages + 8)")
        }
        let (refused, error) = await fill(store, run, from: 1)
        #expect(error?.code == .full)
        #expect(error?.message.contains(directory.path + "/pibd.sqlite") == true)
        #expect(error?.remedy.contains("free space") == true)
        #expect(refused > 10)
        #expect(try await store.run(run).batchesDone == refused - 1)
        #expect(try await store.batches(run, limit: .max) == (1..<refused).map { StoredBatch.sample($0) })

        try await store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 100000") }
        try await store.appendBatch(run, .sample(refused))
        #expect(try await store.run(run).batchesDone == refused)
    }

    @Test("a full file system fails the call whole, and freeing room is all it takes to go on",
        .enabled(if: SmallFileSystem.isAvailable, "this process may not mount a file system"))
    func fullFileSystem() async throws {
        let disk = try SmallFileSystem()
        let ballast = URL(fileURLWithPath: disk.path + "/ballast")
        try Data(repeating: 1, count: 256 * 1024).write(to: ballast)
        var store: RunStore? = try RunStore(directory: disk.path)
        let run = try #require(try await store?.startedRun())
        let (refused, error) = await fill(try #require(store), run, from: 1)
        #expect(error?.code == .full)
        #expect(try await store?.run(run).batchesDone == refused - 1)

        try FileManager.default.removeItem(at: ballast)
        try await store?.appendBatch(run, .sample(refused))
        try await store?.transition(run, to: .finished)
        store = nil
        let reopened = try RunStore(directory: disk.path)
        #expect(try await reopened.batches(run, limit: .max) == (1...refused).map { StoredBatch.sample($0) })
        #expect(try await reopened.run(run).state == .finished)
    }

    @Test("a read-only state directory is refused by name",
        .enabled(if: SmallFileSystem.isAvailable, "this process may not mount a file system"))
    func readOnly() async throws {
        let disk = try SmallFileSystem()
        try disk.remount(readOnly: true)
        let error = await storeError { _ = try RunStore(directory: disk.path) }
        #expect(error?.code == .notWritable)
        #expect(error?.message == "cannot write \(disk.path)/store.lock: Read-only file system")
        #expect(error?.remedy.contains("--state-directory") == true)
    }
}
