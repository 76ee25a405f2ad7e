import Dispatch
import Foundation
import Synchronization

/// A file with one line a message: seconds since the start, `>` from the host or `<` to it, and the bytes in
/// hexadecimal.
public final class WireLog: Sendable {
    /// Which way a message went.
    enum Direction: String {
        case fromHost = ">"
        case toHost = "<"
    }

    /// Bytes after which a message without an end is written all the same.
    private static let longestMessage = 1 << 18

    private let file: FileHandle
    private let messageEnd: UInt8?
    private let pending = Mutex<[UInt8]>([])
    private let queue = DispatchQueue(label: "wire-log")

    /// A log in a new file at `path`; one that is there is overwritten. Throws `EmulationError`.
    public init(path: String, messageEnd: UInt8?) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
        else {
            throw EmulationError(path, "the wire log cannot be written", remedy: "Name a file in a writable directory.")
        }
        self.file = file
        self.messageEnd = messageEnd
    }

    /// Enters bytes from the host; they are written when their message is whole.
    func received(_ bytes: [UInt8], at seconds: Double) {
        guard let messageEnd else { return enter(bytes, .fromHost, seconds) }
        let messages = pending.withLock { pending -> [[UInt8]] in
            var messages: [[UInt8]] = []
            var rest = bytes[...]
            while let end = rest.firstIndex(of: messageEnd) {
                messages.append(pending + rest[...end])
                pending = []
                rest = rest[(end + 1)...]
            }
            pending += rest
            if pending.count > Self.longestMessage {
                messages.append(pending)
                pending = []
            }
            return messages
        }
        for message in messages { enter(message, .fromHost, seconds) }
    }

    /// Enters a message to the host.
    func sent(_ bytes: [UInt8], at seconds: Double) { enter(bytes, .toHost, seconds) }

    /// Writes what is left and returns when all of it is in the file.
    public func close() async {
        await withCheckedContinuation { continuation in
            queue.async { [file] in
                try? file.close()
                continuation.resume()
            }
        }
    }

    private func enter(_ bytes: [UInt8], _ direction: Direction, _ seconds: Double) {
        let time = Int((seconds * 1e6).rounded())
        let micros = String(time % 1_000_000)
        var line = Array("\(time / 1_000_000).\(String(repeating: "0", count: 6 - micros.count))\(micros) ".utf8)
        line += Array("\(direction.rawValue) ".utf8)
        line.reserveCapacity(line.count + 2 * bytes.count + 1)
        for byte in bytes {
            line.append(Self.digits[Int(byte >> 4)])
            line.append(Self.digits[Int(byte & 0xF)])
        }
        line.append(UInt8(ascii: "\n"))
        // A disc that is full must not stop the emulator.
        queue.async { [file, line] in try? file.write(contentsOf: line) }
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
