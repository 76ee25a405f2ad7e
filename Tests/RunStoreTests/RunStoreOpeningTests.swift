import Foundation
import GRDB
import Testing

@testable import RunStore

@Suite("Opening the store")
struct RunStoreOpeningTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func openingError(_ path: String? = nil) async -> RunStoreError? {
        await storeError { _ = try RunStore(directory: path ?? directory.path) }
    }

    @Test("a missing directory is made for its owner alone")
    func makesDirectory() throws {
        let path = directory.path + "/a/state"
        _ = try RunStore(directory: path)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
    }

    @Test("the database is write-ahead, syncs every commit and checks foreign keys")
    func pragmas() async throws {
        let store = try RunStore(directory: directory.path)
        let values = try await store.write { database in
            try ["journal_mode", "synchronous", "foreign_keys", "busy_timeout"].map {
                try String.fetchOne(database, sql: "PRAGMA \($0)")
            }
        }
        #expect(values == ["wal", "2", "1", "5000"])
    }

    @Test("a second daemon on the same store is refused and told the pid, and may come once the first is gone")
    func locked() async throws {
        var store: RunStore? = try RunStore(directory: directory.path)
        _ = try await store?.createRun(.sample())
        let error = await openingError()
        #expect(error?.code == .alreadyOpen)
        #expect(error?.message.contains("pid \(getpid())") == true)
        store = nil
        #expect(try await RunStore(directory: directory.path).runs().count == 1)
    }

    @Test("runs under way at the end of a daemon are marked interrupted, the others stay as they were")
    func interrupted() async throws {
        var store: RunStore? = try RunStore(directory: directory.path, clock: steppingClock())
        let paths: [[RunState]] = [
            [], [.preparing], [.preparing, .running], [.preparing, .running, .paused],
            [.preparing, .running, .finished],
        ]
        for path in paths {
            let run = try #require(try await store?.createRun(.sample()))
            for state in path { try await store?.transition(run, to: state) }
        }
        store = nil
        let reopened = try RunStore(directory: directory.path, clock: steppingClock())
        let runs = try await reopened.runs().reversed()
        #expect(runs.map(\.state) == [.queued, .interrupted, .interrupted, .interrupted, .finished])
        #expect(runs.map { $0.endedAt == nil } == [true, false, false, false, false])
        let paused = try await reopened.run(4)
        #expect(paused.message == "the daemon ended while this run was paused")
        #expect(paused.endedAt == "2026-02-03T04:05:06.789Z")
        let last = try #require(try await reopened.events(4).last)
        #expect(last.kind == "state")
        #expect(last.message == "paused -> interrupted: the daemon ended while this run was paused")
        #expect(try await reopened.events(1).isEmpty)
    }

    @Test("what was acknowledged is there when the store is opened again")
    func durable() async throws {
        var store: RunStore? = try RunStore(directory: directory.path)
        let run = try #require(try await store?.startedRun())
        for batch in 1...20 { try await store?.appendBatch(run, .sample(batch)) }
        store = nil
        let reopened = try RunStore(directory: directory.path)
        #expect(try await reopened.batches(run) == (1...20).map { StoredBatch.sample($0) })
    }

    @Test("a database of a later version is refused and left as it is")
    func newer() async throws {
        do {
            let store = try RunStore(directory: directory.path)
            try await store.write {
                try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('9 from the future')")
            }
        }
        let error = await openingError()
        #expect(error?.code == .newerVersion)
        #expect(error?.message.contains(directory.path + "/pibd.sqlite") == true)
    }

    @Test("a database of another program is refused")
    func foreign() async throws {
        let queue = try DatabaseQueue(path: directory.path + "/pibd.sqlite")
        try await queue.write { try $0.execute(sql: "CREATE TABLE recipes (name TEXT)") }
        try queue.close()
        let error = await openingError()
        #expect(error?.code == .corrupt && error?.message.hasSuffix("is a database, but not one of pibd") == true)
    }

    @Test("a file that is no database is refused by name")
    func noDatabase() async throws {
        let path = directory.path + "/pibd.sqlite"
        try Data(repeating: 0x5a, count: 10_000).write(to: URL(fileURLWithPath: path))
        let error = await openingError()
        #expect(error?.code == .corrupt)
        #expect(error?.message.hasPrefix("\(path) is damaged or not a database") == true)
    }

    @Test("damage anywhere in the file gives an error of ours or is harmless, never a crash", arguments: 0..<12)
    func damaged(seed: Int) async throws {
        let path = directory.path + "/pibd.sqlite"
        do {
            let store = try RunStore(directory: directory.path)
            let run = try await store.startedRun()
            for batch in 1...50 { try await store.appendBatch(run, .sample(batch)) }
        }
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        var generator = SplitMix64(state: UInt64(seed))
        for _ in 0..<200 {
            let position = Int.random(in: 100..<bytes.count, using: &generator)
            bytes[position] = UInt8.random(in: 0...255, using: &generator)
        }
        try bytes.write(to: URL(fileURLWithPath: path))
        do {
            let store = try RunStore(directory: directory.path)
            _ = try await store.runs()
            _ = try await store.batches(1)
            _ = try await store.events(1)
        } catch {
            #expect(error is RunStoreError)
        }
    }

    @Test("a directory that cannot be made or written is named with the reason")
    func notWritable() async throws {
        let file = directory.path + "/file"
        try Data().write(to: URL(fileURLWithPath: file))
        let error = await openingError(file + "/state")
        #expect(error?.code == .notWritable)
        #expect(error?.message == "cannot write \(file)/state: Not a directory")
    }
}

/// A generator that gives the same numbers for the same seed (Steele, Lea and Flood 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
