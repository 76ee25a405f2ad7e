import Foundation
import GRDB

/// The runs of one daemon: what was asked for, what was measured, what came out.
///
/// One SQLite file, `pibd.sqlite`, in write-ahead mode with a sync at every commit: when a call that writes returns,
/// what it wrote survives a crash and a power cut; when it throws, nothing of it was stored. No call is cut
/// short by the cancellation of the task that makes it. The file is closed by `close`, or when the last reference goes.
public final class RunStore: Sendable {
    /// The database file.
    public let path: String
    let pool: DatabasePool
    private let lock: StoreLock
    private let clock: @Sendable () -> Date

    /// Opens the store in `directory`, which is made (mode 0700) if it is not there, and marks runs that an earlier
    /// daemon left preparing, running or paused as interrupted. `clock` gives the time of every entry.
    ///
    /// Throws `RunStoreError`: `alreadyOpen`, `newerVersion`, `corrupt`, `full`, `notWritable`.
    public init(directory: String, clock: @escaping @Sendable () -> Date = { Date() }) throws {
        try Self.makeDirectory(directory)
        path = directory + "/pibd.sqlite"
        self.clock = clock
        lock = try StoreLock(directory: directory)
        do {
            pool = try Self.open(path)
            try StoreSchema.prepare(pool, path: path)
            try markInterrupted()
            try removeStrayFiles()
        } catch {
            throw RunStoreError.wrapping(error, path: path)
        }
    }

    // The database is closed before the lock goes, so the next holder never meets a half-closed file.
    deinit { try? pool.close() }

    /// Closes the file at once and lets another daemon have the store; every later call throws `RunStoreError`.
    public func close() throws {
        do {
            try pool.close()
        } catch {
            throw RunStoreError.wrapping(error, path: path)
        }
        lock.release()
    }

    /// Runs `updates` in one transaction, in turn with all other writes.
    func write<Value: Sendable>(_ updates: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            pool.asyncWrite(updates) { [path] _, result in
                continuation.resume(with: result.mapError { RunStoreError.wrapping($0, path: path) })
            }
        }
    }

    /// Runs `fetch` on one consistent view of the database, beside any writer.
    func read<Value: Sendable>(_ fetch: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            pool.asyncRead { [path] database in
                let result = Result { try fetch(database.get()) }
                continuation.resume(with: result.mapError { RunStoreError.wrapping($0, path: path) })
            }
        }
    }

    /// The time now as ISO 8601 text in UTC with milliseconds.
    var now: String { Date.ISO8601FormatStyle(includingFractionalSeconds: true).format(clock()) }

    private static func open(_ path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "RunStore"
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(5)
        let pool = try DatabasePool(path: path, configuration: configuration)
        // GRDB chooses NORMAL for write-ahead databases, with which a power cut loses acknowledged transactions.
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        return pool
    }

    private func markInterrupted() throws {
        let time = now
        try pool.write { database in
            let states = RunState.allCases.filter(\.isUnderWay).map { "'\($0.rawValue)'" }.joined(separator: ",")
            let message = "the daemon ended while this run was"
            // Whether they reached the device before the end, nobody can say without looking.
            try database.execute(sql: "UPDATE pulse_intents SET outcome = 'in-doubt' WHERE outcome = 'intended'")
            try database.execute(
                sql: """
                    INSERT INTO events (run, time, kind, message)
                    SELECT id, ?, 'state', state || ' -> interrupted: \(message) ' || state FROM runs
                    WHERE state IN (\(states)) ORDER BY id
                    """, arguments: [time])
            try database.execute(
                sql: """
                    UPDATE runs SET message = '\(message) ' || state, state = 'interrupted', ended_at = ?
                    WHERE state IN (\(states))
                    """, arguments: [time])
        }
    }

    private static func makeDirectory(_ path: String) throws {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        let reason = errno
        let parent = (path as NSString).deletingLastPathComponent
        guard reason == ENOENT, !parent.isEmpty, parent != path else {
            throw RunStoreError.notWritable(path, String(cString: strerror(reason)))
        }
        try makeDirectory(parent)
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        throw RunStoreError.notWritable(path, String(cString: strerror(errno)))
    }
}
