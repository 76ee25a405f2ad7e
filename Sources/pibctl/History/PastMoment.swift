import Foundation

/// A moment as people write one: a date, a date with a time, or how long ago.
struct PastMoment {
    private static let seconds: [Character: Double] = ["m": 60, "h": 3600, "d": 86_400, "w": 604_800]

    /// ISO 8601, UTC.
    let text: String

    /// The moment meant by `2026-11-21` (its first second, UTC), `2026-11-21T10:15:30Z` or `7d` before `now`; nil for
    /// any other text.
    init?(_ written: String, now: Date) {
        if let date = Self.ago(written, now: now) ?? Self.date(written) {
            text = Date.ISO8601FormatStyle(includingFractionalSeconds: true).format(date)
        } else {
            return nil
        }
    }

    private static func ago(_ written: String, now: Date) -> Date? {
        // At most a hundred years: a date before that is a slip.
        guard let last = written.last, let unit = seconds[last], let count = Double(written.dropLast()),
            count >= 0, count * unit < 3.2e9
        else { return nil }
        return now.addingTimeInterval(-count * unit)
    }

    private static func date(_ written: String) -> Date? {
        let style = Date.ISO8601FormatStyle()
        let styles = [
            style.year().month().day(), style, Date.ISO8601FormatStyle(includingFractionalSeconds: true),
        ]
        // The parser ignores what follows the date, so the length tells which form is meant.
        if written.utf8.count == 10 { return try? styles[0].parse(written) }
        return styles.dropFirst().lazy.compactMap { try? $0.parse(written) }.first
    }
}
