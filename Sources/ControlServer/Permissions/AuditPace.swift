import ControlInterface

/// Keeps anybody from filling the audit trail until the older entries are gone: of entries of one user, method and
/// outcome a few a minute are written, and of the others how many there were.
struct AuditPace: Sendable {
    private struct Kind: Hashable {
        let uid: Int
        let method: String
        let outcome: String
    }

    private struct Window {
        let start: Double
        var written = 0
        var omitted = 0
        var last: AuditEntry
    }

    private let most: Int
    private let seconds: Double
    private var windows: [Kind: Window] = [:]

    /// At most `most` entries of a kind in each `seconds` [s].
    init(most: Int = 20, seconds: Double = 60) {
        self.most = most
        self.seconds = seconds
    }

    /// What is to be written of `entry` at `time` [s]: the entry itself or nothing, and before it the numbers of those
    /// that were left out and whose time is over.
    mutating func admit(_ entry: AuditEntry, at time: Double) -> [AuditEntry] {
        let overdue = expire(before: time - seconds)
        // What anybody can bring about counts together, or thirty methods would make thirty times as many.
        let isRefusal = entry.outcome == "NotPermitted"
        let kind = Kind(uid: entry.uid, method: isRefusal ? "" : entry.method, outcome: entry.outcome)
        var window = windows[kind] ?? Window(start: time, last: entry)
        defer { windows[kind] = window }
        window.last = entry
        guard window.written < most else {
            window.omitted += 1
            return overdue
        }
        window.written += 1
        return overdue + [entry]
    }

    /// The numbers of what was left out and is not written yet. To ask changes nothing: whoever reads the trail must
    /// not be able to make room for more.
    var pending: [AuditEntry] { Self.counts(windows.values) }

    private mutating func expire(before time: Double) -> [AuditEntry] {
        let over = windows.filter { $0.value.start <= time }
        for kind in over.keys { windows[kind] = nil }
        return Self.counts(over.values)
    }

    private static func counts(_ windows: some Collection<Window>) -> [AuditEntry] {
        windows.filter { $0.omitted > 0 }.map { window in
            var entry = window.last
            entry.omitted = window.omitted
            return entry
        }.sorted { $0.call < $1.call }
    }
}
