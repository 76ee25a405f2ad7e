/// Records what goes over a device's wire and what is asked of its driver, until it is stopped. Called with `more`.
public struct RecordDevice: LabMethod {
    public static let methodName = "RecordDevice"

    /// The device's id.
    public var device: String
    /// [s] How long; none for until ``StopRecording`` or until the caller goes.
    public var seconds: Double?
    /// Close the device and open it again first, so that the recording can be replayed from its beginning.
    public var reopen: Bool?

    /// A call with these parameters.
    public init(device: String, seconds: Double? = nil, reopen: Bool? = nil) {
        self.device = device
        self.seconds = seconds
        self.reopen = reopen
    }

    /// The next lines of the recording.
    public struct Reply: Codable, Sendable, Equatable {
        /// Lines of the file, without their ends; the first of all is its header.
        public var lines: [String]
        /// In the last reply, how the recording ended: finished or lost.
        public var ended: String?

        /// A reply with these contents.
        public init(lines: [String], ended: String? = nil) {
            self.lines = lines
            self.ended = ended
        }
    }
}

/// Ends the recording of a device; whoever records gets what was recorded until then.
public struct StopRecording: LabMethod {
    public static let methodName = "StopRecording"

    /// The device's id.
    public var device: String

    /// A call with these parameters.
    public init(device: String) { self.device = device }

    /// Whether there was one.
    public struct Reply: Codable, Sendable, Equatable {
        /// False when nothing was being recorded.
        public var stopped: Bool

        /// A reply with these contents.
        public init(stopped: Bool) { self.stopped = stopped }
    }
}

/// Runs the driver of a recorded device against the recording and finds the first difference. No hardware is touched.
public struct ReplayRecording: LabMethod {
    public static let methodName = "ReplayRecording"

    /// The recording's file, absolute; the daemon reads it.
    public var path: String

    /// A call with these parameters.
    public init(path: String) { self.path = path }

    /// What came of it.
    public struct Reply: Codable, Sendable, Equatable {
        /// The recorded device's id.
        public var device: String
        /// Its driver.
        public var driver: String
        /// When it was recorded.
        public var started: String
        /// The commit of the program that recorded.
        public var commit: String
        /// Operations that were asked for again.
        public var operations: Int
        /// Messages of the driver that agreed.
        public var messages: Int
        /// The first difference; none when everything agreed.
        public var difference: RecordingDifference?
        /// What the reader should know, for instance that the file is cut off.
        public var remarks: [String]

        /// A reply with these contents.
        public init(
            device: String, driver: String, started: String, commit: String, operations: Int, messages: Int,
            difference: RecordingDifference?, remarks: [String]
        ) {
            self.device = device
            self.driver = driver
            self.started = started
            self.commit = commit
            self.operations = operations
            self.messages = messages
            self.difference = difference
            self.remarks = remarks
        }
    }
}

/// The first thing in which a driver did not do as was recorded.
public struct RecordingDifference: Codable, Sendable, Equatable {
    /// One of message, extra-message, missing-message, extra-opening, outcome, unfinished.
    public var kind: String
    /// Number of the operation in the recording; none where none had begun.
    public var operation: Int?
    /// The operation in words.
    public var operationWords: String
    /// Number of the message, from 1; none for an outcome.
    public var message: Int?
    /// What was recorded.
    public var expected: String
    /// What came instead.
    public var got: String
    /// The difference in detail, line by line.
    public var explanation: [String]

    enum CodingKeys: String, CodingKey {
        case kind, operation, message, expected, got, explanation
        case operationWords = "operation_words"
    }

    /// A value with these members.
    public init(
        kind: String, operation: Int?, operationWords: String, message: Int?, expected: String, got: String,
        explanation: [String]
    ) {
        self.kind = kind
        self.operation = operation
        self.operationWords = operationWords
        self.message = message
        self.expected = expected
        self.got = got
        self.explanation = explanation
    }
}
