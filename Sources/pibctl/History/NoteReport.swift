import ControlInterface

/// A note for people.
enum NoteReport {
    /// Time and author, then the text, its lines indented below.
    static func lines(_ note: RunNote) -> [String] {
        let lines = note.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return ["  \(Timestamps.short(note.at))  \(note.author)".onOneLine]
            + lines.map { "    \(String($0).onOneLine)".withoutTrailingSpaces }
    }
}
