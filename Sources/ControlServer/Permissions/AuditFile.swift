import ControlInterface
import Foundation

/// The audit trail's files: `audit.log`, one JSON object a line, appended to and never rewritten, and a few older ones.
/// Its calls block.
struct AuditFile: Sendable {
    /// How much is kept.
    struct Limits: Sendable {
        /// [byte] A file that would grow beyond it is put away.
        var fileBytes = 4 << 20
        /// Files that were put away and are kept.
        var olderFiles = 4
    }

    /// [byte] No entry's line is longer.
    private static let longestLine = 4096

    /// The present file.
    let path: String
    private let limits: Limits
    private var descriptor: CInt = -1
    private var size = 0

    init(directory: String, limits: Limits = Limits()) {
        path = directory + "/audit.log"
        self.limits = limits
    }

    /// Appends the entries as lines, and with `durable` returns once they are on the disk. Throws `POSIXError`.
    mutating func append(_ entries: [AuditEntry], durable: Bool) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var bytes = Data()
        for entry in entries { bytes += try encoder.encode(entry) + [UInt8(ascii: "\n")] }
        if descriptor < 0 { try open() }
        if size > 0, size + bytes.count > limits.fileBytes { try rotate() }
        try write(bytes)
        if durable { try Self.check(fdatasync(descriptor)) }
    }

    /// The newest `limit` entries, oldest first. What is not an entry, the rest of a line cut off by a power failure
    /// for one, is passed over.
    func newest(_ limit: Int) -> [AuditEntry] {
        var entries: [AuditEntry] = []
        for number in 0...limits.olderFiles where entries.count < limit {
            let wanted = limit - entries.count
            let lines = end(of: older(number), bytes: wanted * Self.longestLine).split(separator: UInt8(ascii: "\n"))
            entries =
                lines.suffix(wanted).compactMap { try? JSONDecoder().decode(AuditEntry.self, from: Data($0)) }
                + entries
        }
        return entries
    }

    /// The last bytes of a file; nothing where it cannot be read.
    private func end(of path: String, bytes: Int) -> Data {
        guard let file = FileHandle(forReadingAtPath: path) else { return Data() }
        defer { try? file.close() }
        guard let size = try? file.seekToEnd() else { return Data() }
        try? file.seek(toOffset: size > bytes ? size - UInt64(bytes) : 0)
        return (try? file.readToEnd()) ?? Data()
    }

    /// Lets the file go.
    mutating func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    private func older(_ number: Int) -> String { number == 0 ? path : "\(path).\(number)" }

    private mutating func open() throws {
        let opened = Glibc.open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
        try Self.check(opened)
        descriptor = opened
        var status = stat()
        try Self.check(fstat(descriptor, &status))
        size = Int(status.st_size)
        try syncDirectory()
        // A line that was cut off must not swallow the next one.
        var last: UInt8 = 0
        if size > 0, pread(descriptor, &last, 1, off_t(size - 1)) == 1, last != UInt8(ascii: "\n") {
            try write(Data([UInt8(ascii: "\n")]))
        }
    }

    private mutating func rotate() throws {
        try Self.check(fdatasync(descriptor))
        for number in stride(from: limits.olderFiles - 1, through: 0, by: -1) {
            if rename(older(number), older(number + 1)) != 0, errno != ENOENT { try Self.check(-1) }
        }
        close()
        try open()
    }

    private mutating func write(_ bytes: Data) throws {
        let before = size
        do {
            try bytes.withUnsafeBytes { buffer in
                var rest = buffer[...]
                while !rest.isEmpty {
                    let written = Glibc.write(
                        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                    if written < 0, errno == EINTR { continue }
                    try Self.check(CInt(clamping: written))
                    rest = rest.dropFirst(written)
                }
            }
            size += bytes.count
        } catch {
            // Half a line helps nobody; if it cannot be taken back, the next opening ends it.
            if ftruncate(descriptor, off_t(before)) != 0 { close() }
            throw error
        }
    }

    private func syncDirectory() throws {
        let directory = Glibc.open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try Self.check(directory)
        defer { Glibc.close(directory) }
        try Self.check(fsync(directory))
    }

    private static func check(_ result: CInt) throws {
        guard result >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }
}
