/// A place in a TOML text, and the moves past the smallest parts of it.
struct TOMLCursor {
    /// The line, counted from 1.
    private(set) var line = 1
    /// Offset in bytes.
    var position = 0
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    /// Moves to the first control character that is no tabulator or line end; false if there is none.
    mutating func moveToControlCharacter() -> Bool {
        let found = bytes.firstIndex { byte in
            (byte < 0x20 || byte == 0x7f) && byte != UInt8(ascii: "\n") && byte != UInt8(ascii: "\t")
        }
        guard let found else { return false }
        position = found
        line = 1 + bytes[..<found].count { $0 == UInt8(ascii: "\n") }
        return true
    }

    /// The byte at `offset` from here; nil beyond the end.
    func byte(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    /// True if the ASCII character at `offset` from here is `character`.
    func isAt(_ character: Unicode.Scalar, _ offset: Int = 0) -> Bool {
        byte(offset) == UInt8(ascii: character)
    }

    /// True at the end of a line or of the text, and at a comment.
    var isAtLineEnd: Bool { position == bytes.count || isAt("\n") || isAt("#") }

    /// Skips blanks and tabulators.
    mutating func skipSpaces() {
        while isAt(" ") || isAt("\t") { position += 1 }
    }

    /// Skips white space, line ends and comments.
    mutating func skipBlank() {
        while let next = byte() {
            switch next {
            case UInt8(ascii: "\n"):
                line += 1
                position += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"): position += 1
            case UInt8(ascii: "#"): skipComment()
            default: return
            }
        }
    }

    /// Skips everything up to the end of the line.
    mutating func skipComment() {
        while position < bytes.count, !isAt("\n") { position += 1 }
    }

    /// One part of a key, bare or in quotes; nil where none begins.
    mutating func readKeyPart() -> String? {
        let start = position
        if isAt("\"") || isAt("'") {
            skipString()
            guard position - start >= 2 else { return nil }
            return String(decoding: bytes[start + 1..<position - 1], as: UTF8.self)
        }
        while let next = byte(), Self.isBare(next) { position += 1 }
        return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    private static func isBare(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    /// Moves past a string of any kind that begins here.
    mutating func skipString() {
        guard let quote = byte() else { return }
        let isLong = byte(1) == quote && byte(2) == quote
        position += isLong ? 3 : 1
        while let next = byte() {
            if next == UInt8(ascii: "\n") {
                guard isLong else { return }
                line += 1
            }
            if next == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), !isAt("\n", 1) {
                position += min(2, bytes.count - position)
            } else if next == quote, !isLong || (byte(1) == quote && byte(2) == quote) {
                position += isLong ? 3 : 1
                // Up to two quotes may stand directly before the closing three.
                while isLong, byte() == quote { position += 1 }
                return
            } else {
                position += 1
            }
        }
    }

    /// Moves past a number, `true` or `false`; false at anything else, dates among it.
    mutating func skipWord() -> Bool {
        let start = position
        while let next = byte(), Self.isBare(next) || isAt("+") || isAt(".") { position += 1 }
        let word = bytes[start..<position]
        if word.elementsEqual("true".utf8) || word.elementsEqual("false".utf8) { return true }
        let digits = word.first == UInt8(ascii: "+") || word.first == UInt8(ascii: "-") ? word.dropFirst() : word
        if digits.elementsEqual("inf".utf8) || digits.elementsEqual("nan".utf8) { return true }
        guard let first = digits.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
        // A sign inside a number follows the letter e; in a date it follows a digit.
        return digits.indices.allSatisfy { index in
            let isSign = digits[index] == UInt8(ascii: "-") || digits[index] == UInt8(ascii: "+")
            return !isSign || digits[index - 1] | 0x20 == UInt8(ascii: "e")
        }
    }
}
