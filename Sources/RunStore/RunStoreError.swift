import Foundation
import GRDB

/// What went wrong with the store of runs, and what to do about it.
public struct RunStoreError: Error, Equatable, CustomStringConvertible {
    /// The kind of failure.
    public enum Code: Sendable, Hashable {
        /// Another process holds the store.
        case alreadyOpen
        /// The database was written by a later version of pibd.
        case newerVersion
        /// The file is damaged, or not a database of pibd.
        case corrupt
        /// No room is left where the store lies; nothing of the call was stored, all earlier calls were.
        case full
        /// The directory or the file cannot be created or written.
        case notWritable
        /// The operating system failed to read or write.
        case inputOutput
        /// There is no run of that number.
        case noSuchRun
        /// The run is in a state in which this cannot be done.
        case wrongState
        /// This batch is already stored.
        case duplicate
        /// A value that cannot be stored.
        case invalidValue
        /// SQLite refused for another reason.
        case database
    }

    /// The kind of failure.
    public let code: Code
    /// What is wrong, and where.
    public let message: String
    /// What to do.
    public let remedy: String

    /// Message and remedy in one line.
    public var description: String { "\(message); \(remedy)" }

    init(_ code: Code, _ message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}

extension RunStoreError {
    /// The error of ours that stands for `error`, raised while working on the database at `path`.
    static func wrapping(_ error: any Error, path: String) -> RunStoreError {
        if let error = error as? RunStoreError { return error }
        guard let error = error as? DatabaseError else {
            return RunStoreError(
                .corrupt, "\(path) holds a value that pibd never writes: \(error)",
                remedy: "move the file away and restore it from a backup")
        }
        return wrapping(error, path: path)
    }

    private static func wrapping(_ error: DatabaseError, path: String) -> RunStoreError {
        let detail = error.message ?? "SQLite code \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL: return full(path)
        case .SQLITE_IOERR:
            if freeBytes(beside: path) < roomNeeded { return full(path) }
            return RunStoreError(
                .inputOutput, "reading or writing \(path) failed: \(detail)",
                remedy: "check the disk (dmesg) and start pibd again")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return RunStoreError(
                .corrupt, "\(path) is damaged or not a database: \(detail)",
                remedy: "move the file and its -wal and -shm companions away, or restore them from a backup")
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            if freeBytes(beside: path) < roomNeeded { return full(path) }
            return notWritable(path, detail)
        case .SQLITE_CONSTRAINT where error.extendedResultCode == .SQLITE_CONSTRAINT_FOREIGNKEY:
            return RunStoreError(.noSuchRun, "\(path) holds no such run", remedy: "list the runs with pibctl run list")
        default:
            return RunStoreError(
                .database, "the database \(path) refused: \(detail)", remedy: "report this with the daemon's log")
        }
    }

    /// SQLite says "I/O error" when its shared-memory file cannot grow by its 32 KiB steps: that is a full disk, too.
    private static let roomNeeded: UInt64 = 64 * 1024

    private static func freeBytes(beside path: String) -> UInt64 {
        var status = statvfs()
        let directory = (path as NSString).deletingLastPathComponent
        guard statvfs(directory, &status) == 0 else { return .max }
        return UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue
    }

    static func full(_ path: String) -> RunStoreError {
        RunStoreError(
            .full, "no room left to write \(path); everything acknowledged so far is kept",
            remedy: "free space on that file system, or start pibd with another --state-directory")
    }

    static func notWritable(_ path: String, _ detail: String) -> RunStoreError {
        RunStoreError(
            .notWritable, "cannot write \(path): \(detail)",
            remedy: "give pibd's user write access, or choose another --state-directory")
    }

    static func noSuchRun(_ run: Int64) -> RunStoreError {
        RunStoreError(.noSuchRun, "there is no run \(run)", remedy: "list the runs with pibctl run list")
    }
}
