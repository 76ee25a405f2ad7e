/// The newest entries of the audit trail: who drove what.
public struct ListAudit: LabMethod {
    public static let methodName = "ListAudit"

    /// How many at most; 100 if absent.
    public var limit: Int?

    /// A call with these parameters.
    public init(limit: Int? = nil) { self.limit = limit }

    /// The entries, oldest first.
    public struct Reply: Codable, Sendable, Equatable {
        /// The entries.
        public var entries: [AuditEntry]

        /// A reply with these contents.
        public init(entries: [AuditEntry]) { self.entries = entries }
    }
}

/// One line of the audit trail.
public struct AuditEntry: Codable, Sendable, Equatable {
    /// When; ISO 8601, UTC.
    public var time: String
    /// Number of the call: what began and what came of it have the same.
    public var call: Int
    /// The caller's numeric user id.
    public var uid: Int
    /// The caller's name.
    public var name: String
    /// The caller's process.
    public var pid: Int
    /// The method, without its interface.
    public var method: String
    /// The device it was about.
    public var device: String?
    /// The run it was about.
    public var run: Int?
    /// begun, done, or the name of the error.
    public var outcome: String
    /// What more there is to say: the reason of a safe state, or what went wrong.
    public var message: String?
    /// Entries like this one that were left out since, because there were too many.
    public var omitted: Int?

    /// An entry from its parts.
    public init(
        time: String, call: Int, uid: Int, name: String, pid: Int, method: String, device: String? = nil,
        run: Int? = nil, outcome: String, message: String? = nil, omitted: Int? = nil
    ) {
        self.time = time
        self.call = call
        self.uid = uid
        self.name = name
        self.pid = pid
        self.method = method
        self.device = device
        self.run = run
        self.outcome = outcome
        self.message = message
        self.omitted = omitted
    }
}

extension LabClient {
    /// The newest `limit` entries of the audit trail, oldest first.
    public func audit(limit: Int? = nil) async throws -> [AuditEntry] {
        try await call(ListAudit(limit: limit)).entries
    }
}
