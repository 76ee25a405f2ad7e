import Foundation
import Synchronization

/// The file a recording is written to. It never takes the place of another.
final class RecordingFile: Sendable {
    let path: String
    private let descriptor: Int32
    private let written = Mutex((lines: 0, bytes: 0))

    /// Throws ``CommandFailure`` where the file is there or cannot be made.
    init(creating path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        let code = errno
        guard descriptor >= 0 else {
            throw CommandFailure(
                .usage, "cannot make \(path): \(String(cString: strerror(code)))",
                remedy: code == EEXIST ? "choose another name, or move the file away" : "check the folder")
        }
    }

    deinit { close(descriptor) }

    /// Records written so far, the header apart.
    var records: Int { written.withLock { max(0, $0.lines - 1) } }

    /// Adds lines; throws ``CommandFailure``.
    func append(_ lines: [String]) throws {
        let text = lines.map { $0 + "\n" }.joined()
        var left = ArraySlice(text.utf8)
        while !left.isEmpty {
            let count = left.withContiguousStorageIfAvailable { write(descriptor, $0.baseAddress, $0.count) } ?? 0
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw CommandFailure(
                    .usage, "cannot write \(path): \(String(cString: strerror(errno)))",
                    remedy: "free some space; what was written until now can be used")
            }
            left = left.dropFirst(count)
        }
        written.withLock { $0 = ($0.lines + lines.count, $0.bytes + text.utf8.count) }
    }

    /// Takes away a file that nothing was written to.
    func removeIfEmpty() {
        if written.withLock({ $0.bytes }) == 0 { unlink(path) }
    }
}
