import Foundation

/// Whole files as bytes.
public enum FileContents {
    /// The most bytes read into memory from one file, compressed or not: 1 GiB. The largest set of the MNIST family
    /// (EMNIST by class) has 0.64 GB.
    public static let defaultLimit = 1 << 30

    /// The bytes of the regular file at `path`, at most `limit` of them.
    ///
    /// Throws `ArrayFileError` (unreadable, tooLarge, truncated). Pipes and devices are refused: they could block or
    /// never end.
    public static func read(_ path: String, limit: Int = defaultLimit) throws -> [UInt8] {
        // Without O_NONBLOCK the open of a FIFO would wait for a writer before it could be refused.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(path, systemMessage(errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable(path, systemMessage(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw unreadable(path, "is not a regular file") }
        let size = Int(status.st_size)
        guard size <= limit else {
            throw ArrayFileError(
                .tooLarge, path, "has \(size) bytes; at most \(limit) are read into memory",
                remedy: "split the file or take fewer samples")
        }
        return try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let received = Foundation.read(descriptor, buffer.baseAddress! + count, size - count)
                if received < 0, errno == EINTR { continue }
                guard received >= 0 else { throw unreadable(path, systemMessage(errno)) }
                guard received > 0 else {
                    throw ArrayFileError(
                        .truncated, path, "ended after \(count) of \(size) bytes while it was read",
                        remedy: "wait until its writer is done")
                }
                count += received
            }
        }
    }

    /// Replaces the file at `path` by `bytes`, through a temporary file beside it: a reader sees the old file or the
    /// whole new one. Throws `ArrayFileError` (unwritable).
    public static func write(_ bytes: [UInt8], to path: String) throws {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw ArrayFileError(
                .unwritable, path, "cannot be written (\(error.localizedDescription))",
                remedy: "check the directory, its permissions and the space left")
        }
    }

    private static func unreadable(_ path: String, _ why: String) -> ArrayFileError {
        ArrayFileError(
            .unreadable, path, "cannot be read (\(why))", remedy: "check the path and that this process may read it")
    }

    private static func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }
}
