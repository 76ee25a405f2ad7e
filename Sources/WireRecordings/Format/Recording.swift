/// A recording as read from a file.
public struct Recording: Sendable {
    /// What was recorded.
    public let header: RecordingHeader
    /// What happened, in order.
    public let records: [WireRecord]
    /// What the reader should know of how the file ends; nil when it is complete.
    public let remark: String?

    /// A recording from its parts.
    public init(header: RecordingHeader, records: [WireRecord], remark: String? = nil) {
        self.header = header
        self.records = records
        self.remark = remark
    }

    /// Parses a whole file. Throws ``RecordingError``: only a last line that is cut off is forgiven, and told in
    /// ``remark``.
    public init(parsing bytes: [UInt8]) throws {
        var parser = RecordingParser()
        try parser.receive(bytes)
        self = try parser.finish()
    }
}

/// Reads a recording piece by piece.
struct RecordingParser {
    private var header: RecordingHeader?
    private var records: [WireRecord] = []
    private var pending: [UInt8] = []
    private var lineNumber = 0
    private var streams = Set<Int>([0])
    private var running = Set<Int>()
    private var operations = 0
    private var isOver = false

    /// Takes in the next bytes; throws ``RecordingError``.
    mutating func receive(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            try keep(rest[..<end])
            let line = pending
            pending.removeAll(keepingCapacity: true)
            try take(line)
            rest = rest[(end + 1)...]
        }
        try keep(rest)
    }

    /// What was read; throws ``RecordingError`` when there was no header.
    mutating func finish() throws -> Recording {
        var remark: String?
        if !pending.isEmpty {
            let line = pending
            do {
                try take(line)
            } catch where header != nil && !isOver {
                remark = "its last line is cut off and was left out"
            }
        }
        guard let header else { throw RecordingError.malformed(nil, "the file is empty") }
        if remark == nil, !isOver { remark = "it ends without its last record: the recorder was cut off" }
        if case .lost(let reason) = records.last?.event { remark = "it ends early: \(reason)" }
        return Recording(header: header, records: records, remark: remark)
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) throws {
        guard bytes.count <= RecordingLimits.lineBytes - pending.count else {
            throw RecordingError.malformed(
                lineNumber + 1, "the line is longer than \(RecordingLimits.lineBytes) bytes")
        }
        pending.append(contentsOf: bytes)
    }

    private mutating func take(_ line: [UInt8]) throws {
        lineNumber += 1
        guard header != nil else {
            header = try RecordingHeader(line: line)
            return
        }
        guard !isOver else { throw RecordingError.malformed(lineNumber, "a line follows the last record") }
        guard records.count < RecordingLimits.records else {
            throw RecordingError.malformed(lineNumber, "there are more than \(RecordingLimits.records) records")
        }
        let record = try WireRecord(line: line, number: lineNumber)
        if let previous = records.last, record.seconds < previous.seconds {
            throw RecordingError.malformed(lineNumber, "the time goes back")
        }
        try follow(record.event)
        records.append(record)
    }

    /// Streams and operations are numbered in order and begin before they end.
    private mutating func follow(_ event: WireEvent) throws {
        switch event {
        case .opened(let stream, _):
            guard stream == streams.count else { throw broken("stream \(stream) is opened out of order") }
            streams.insert(stream)
        case .sent(let stream, _), .received(let stream, _), .discarded(let stream), .writeFailed(let stream, _),
            .hungUp(let stream), .closed(let stream):
            guard streams.contains(stream) else { throw broken("stream \(stream) was never opened") }
        case .began(let operation, _):
            operations += 1
            guard operation == operations else { throw broken("operation \(operation) begins out of order") }
            running.insert(operation)
        case .ended(let operation, _):
            guard running.remove(operation) != nil else { throw broken("operation \(operation) did not begin") }
        case .openFailed: break
        case .lost, .finished: isOver = true
        }
    }

    private func broken(_ problem: String) -> RecordingError { .malformed(lineNumber, problem) }
}
