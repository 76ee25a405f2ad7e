/// One thing that a check of the host came to.
public struct Finding: Sendable, Equatable, Encodable {
    /// How bad it is.
    public enum Severity: String, Sendable, Encodable, CaseIterable, Comparable {
        /// Looked at, nothing wrong.
        case fine
        /// Could not be looked at: neither fine nor wrong.
        case unknown
        /// Works, but will be slow or fail one day.
        case warning
        /// Does not work.
        case error

        public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .fine: 0
            case .unknown: 1
            case .warning: 2
            case .error: 3
            }
        }
    }

    /// The check, for instance `latency-timer`.
    public let check: String
    /// How bad it is.
    public let severity: Severity
    /// What is wrong, in a sentence; what was found in order, where nothing is.
    public let message: String
    /// What was seen, and where.
    public let evidence: String
    /// The one command that puts it right; nil only where nothing is wrong.
    public let fix: String?

    /// A finding from its parts.
    public init(check: String, severity: Severity, message: String, evidence: String, fix: String?) {
        self.check = check
        self.severity = severity
        self.message = message
        self.evidence = evidence
        self.fix = fix
    }
}
