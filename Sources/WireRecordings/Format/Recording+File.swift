import Dispatch
import Foundation
import Glibc

extension Recording {
    /// Reads the file at `path`, off the cooperative pool. Throws ``RecordingError``.
    public init(path: String) async throws {
        self = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try Self.read(path) })
            }
        }
    }

    private static func read(_ path: String) throws -> Recording {
        // Not blocking: a named pipe must not hold the reader up for ever.
        let descriptor = Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path, String(cString: strerror(errno))) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw unreadable(path, "it is not a regular file")
        }
        guard status.st_size <= RecordingLimits.fileBytes else {
            throw unreadable(path, "it is longer than \(RecordingLimits.fileBytes) bytes")
        }
        var parser = RecordingParser()
        var total = 0
        while let piece = try piece(of: file, path) {
            // It may grow while it is read.
            total += piece.count
            guard total <= RecordingLimits.fileBytes else { throw unreadable(path, "it grew too long") }
            try parser.receive(piece)
        }
        return try parser.finish()
    }

    private static func piece(of file: FileHandle, _ path: String) throws -> [UInt8]? {
        do {
            guard let data = try file.read(upToCount: 1 << 20), !data.isEmpty else { return nil }
            return [UInt8](data)
        } catch {
            throw unreadable(path, error.localizedDescription)
        }
    }

    private static func unreadable(_ path: String, _ problem: String) -> RecordingError {
        RecordingError(
            .unreadable, "the recording \(path) cannot be read: \(problem)",
            remedy: "Check the path and that the daemon's user may read it.")
    }
}
