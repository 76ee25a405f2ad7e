/// Some lines of a recording, without their ends.
public struct RecordingLines: Sendable, Equatable {
    /// How a recording can end.
    public enum Ending: String, Sendable {
        /// As it was meant to.
        case finished
        /// Early: what follows is missing.
        case lost
    }

    /// The lines.
    public var lines: [String]
    /// How the recording ended, with its last line.
    public var ending: Ending?

    init(_ lines: [String], ending: Ending? = nil) {
        self.lines = lines
        self.ending = ending
    }
}

/// A recording while it is made: its lines, some at a time, the header first. For one reader.
///
/// When the reader goes away, or its task is cancelled, the recording ends.
public struct RecordingFeed: AsyncSequence, Sendable {
    /// What the first line says.
    public let header: RecordingHeader
    private let end: End
    private let queue: RecordingQueue

    init(header: RecordingHeader, queue: RecordingQueue) {
        self.header = header
        self.queue = queue
        end = End(queue: queue)
    }

    public func makeAsyncIterator() -> Iterator { Iterator(header: header, queue: queue, end: end) }

    /// Waits for the next lines.
    public struct Iterator: AsyncIteratorProtocol {
        private var header: RecordingHeader?
        private let queue: RecordingQueue
        private let end: End

        fileprivate init(header: RecordingHeader, queue: RecordingQueue, end: End) {
            self.header = header
            self.queue = queue
            self.end = end
        }

        /// The next lines; nil after the last. A record that makes no line ends the recording with one that says so.
        public mutating func next() async throws -> RecordingLines? {
            if let first = header.take() { return RecordingLines([try first.line()]) }
            guard let records = await queue.next() else { return nil }
            var lines: [String] = []
            for record in records {
                guard let line = Self.line(record) else {
                    queue.close()
                    return RecordingLines(lines + [try Self.tooLong(record).line()], ending: .lost)
                }
                lines.append(line)
            }
            return RecordingLines(lines, ending: records.last?.event.ending)
        }

        /// Nil for a record that no reader would take.
        private static func line(_ record: WireRecord) -> String? {
            guard let line = try? record.line(), line.utf8.count <= RecordingLimits.lineBytes else { return nil }
            return line
        }

        private static func tooLong(_ record: WireRecord) -> WireRecord {
            WireRecord(
                seconds: record.seconds, event: .lost("a record is too long or holds a number JSON does not have"))
        }
    }

    /// Ends the recording with the last reference to the feed.
    fileprivate final class End: Sendable {
        private let queue: RecordingQueue
        init(queue: RecordingQueue) { self.queue = queue }
        deinit { queue.close() }
    }
}

extension WireEvent {
    fileprivate var ending: RecordingLines.Ending? {
        switch self {
        case .finished: .finished
        case .lost: .lost
        default: nil
        }
    }
}
