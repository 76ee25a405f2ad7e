/// A recording that cannot be made, read or replayed: what is wrong, where, and what to do.
public struct RecordingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of failure it was.
    public enum Code: String, Sendable {
        /// The device is being recorded already.
        case alreadyRecording = "already-recording"
        /// The file cannot be opened or read.
        case unreadable
        /// The file is no recording, or one line of it breaks the format.
        case malformed
        /// The format's version is newer than this program.
        case unknownVersion = "unknown-version"
        /// The recording is sound, and nothing in it can be replayed.
        case notReplayable = "not-replayable"
    }

    /// What kind of failure it was.
    public let code: Code
    /// The line of the file, from 1; nil where none is to blame.
    public let line: Int?
    /// What went wrong. Never quotes a file that turned out not to be a recording.
    public let message: String
    /// What the reader can do about it.
    public let remedy: String

    /// An error from its parts.
    public init(_ code: Code, line: Int? = nil, _ message: String, remedy: String) {
        self.code = code
        self.line = line
        self.message = message
        self.remedy = remedy
    }

    public var description: String { "\(line.map { "line \($0): " } ?? "")\(message). \(remedy)" }

    static func malformed(_ line: Int?, _ message: String) -> RecordingError {
        RecordingError(
            .malformed, line: line, message, remedy: "Record again; the format is described in docs/recordings.md.")
    }
}
