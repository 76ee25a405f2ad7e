/// What somebody wrote about a run.
public struct RunNote: Codable, Sendable, Equatable {
    /// ISO 8601, UTC.
    public var at: String
    /// Who wrote it.
    public var author: String
    /// What was written; may have several lines.
    public var text: String

    /// A value with these members.
    public init(at: String, author: String, text: String) {
        self.at = at
        self.author = author
        self.text = text
    }
}

/// Gives a run tags and takes others away.
public struct TagRun: LabMethod {
    public static let methodName = "TagRun"

    /// The tags of the run afterwards.
    public struct Reply: Codable, Sendable, Equatable {
        /// In alphabetical order.
        public var tags: [String]

        /// A reply with these contents.
        public init(tags: [String]) { self.tags = tags }
    }

    /// The run's number.
    public var run: Int
    /// Tags it is to have; those it has already stay as they are.
    public var add: [String]?
    /// Tags it is to lose.
    public var remove: [String]?

    /// A call with these parameters.
    public init(run: Int, add: [String]? = nil, remove: [String]? = nil) {
        self.run = run
        self.add = add
        self.remove = remove
    }
}

/// Writes a note about a run, which is kept with the time and its author.
public struct AddNote: LabMethod {
    public static let methodName = "AddNote"

    /// The note as it is kept.
    public struct Reply: Codable, Sendable, Equatable {
        /// The note.
        public var note: RunNote

        /// A reply with these contents.
        public init(note: RunNote) { self.note = note }
    }

    /// The run's number.
    public var run: Int
    /// What to write.
    public var text: String

    /// A call with these parameters.
    public init(run: Int, text: String) {
        self.run = run
        self.text = text
    }
}

extension LabClient {
    /// The runs that a query asks for, the latest first.
    public func runs(_ query: ListRuns) async throws -> [RunSummary] { try await call(query).runs }

    /// Gives a run tags, takes others away, and returns those it has then.
    public func tag(_ run: Int, add: [String] = [], remove: [String] = []) async throws -> [String] {
        try await call(TagRun(run: run, add: add, remove: remove)).tags
    }

    /// Writes a note about a run.
    public func note(_ run: Int, _ text: String) async throws -> RunNote {
        try await call(AddNote(run: run, text: text)).note
    }
}
