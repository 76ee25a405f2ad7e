/// Moments as people read them.
enum Timestamps {
    /// `2026-11-21T10:15:30.123Z` as `2026-11-21 10:15:30`; any other text as it is.
    static func short(_ text: String) -> String {
        guard text.utf8.count >= 20, text.utf8.last == UInt8(ascii: "Z"), text.dropFirst(10).first == "T" else {
            return text
        }
        return text.prefix(10) + " " + text.dropFirst(11).prefix(8)
    }
}
