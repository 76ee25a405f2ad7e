/// Splits separated values (RFC 4180; comma, semicolon or tab; any line end) into records of fields.
struct CSVScanner {
    /// Where a field lies in the bytes, without its quotes and the blanks around it.
    struct Field: Equatable {
        let range: Range<Int>
        let isQuoted: Bool
    }

    /// A quote that breaks the rules, in the line given.
    struct QuoteProblem: Error, Equatable {
        let line: Int
    }

    let bytes: [UInt8]
    let separator: UInt8
    /// The line, from 1, in which the record last returned starts.
    private(set) var line = 0
    private var position: Int
    private var nextLine = 1

    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

    /// A scanner at the start of `bytes`. The separator is the tab if the first line holds one, else the semicolon,
    /// else the comma: a comma beside them is a decimal comma.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
        let text = bytes[position...].drop { Self.isLineEnd($0) }
        let firstLine = text.prefix { !Self.isLineEnd($0) }
        separator = [UInt8(ascii: "\t"), UInt8(ascii: ";")].first { Self.unquoted(firstLine, holds: $0) }
            ?? UInt8(ascii: ",")
    }

    /// Puts the next record's fields into `fields`; false at the end. Blank lines are passed over.
    mutating func next(_ fields: inout [Field]) throws(QuoteProblem) -> Bool {
        while position < bytes.count {
            fields.removeAll(keepingCapacity: true)
            line = nextLine
            repeat { fields.append(try field()) } while take(separator)
            takeLineEnd()
            let isBlank = fields.count == 1 && fields[0].range.isEmpty && !fields[0].isQuoted
            if !isBlank { return true }
        }
        return false
    }

    /// The text of `field`, doubled quotes made single.
    func text(_ field: Field) -> String {
        let text = String(decoding: bytes[field.range], as: UTF8.self)
        return field.isQuoted ? text.replacing("\"\"", with: "\"") : text
    }

    private mutating func field() throws(QuoteProblem) -> Field {
        skipBlanks()
        guard take(Self.quote) else {
            let start = position
            while position < bytes.count, bytes[position] != separator, !Self.isLineEnd(bytes[position]) {
                position += 1
            }
            var end = position
            while end > start, isBlank(bytes[end - 1]) { end -= 1 }
            return Field(range: start..<end, isQuoted: false)
        }
        let start = position
        let end = try closingQuote()
        skipBlanks()
        guard position == bytes.count || bytes[position] == separator || Self.isLineEnd(bytes[position]) else {
            throw QuoteProblem(line: nextLine)
        }
        return Field(range: start..<end, isQuoted: true)
    }

    /// Moves behind the quote that closes the field and returns its place.
    private mutating func closingQuote() throws(QuoteProblem) -> Int {
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == Self.lineFeed { nextLine += 1 }
            guard byte == Self.quote else { continue }
            if !take(Self.quote) { return position - 1 }
        }
        throw QuoteProblem(line: line)
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func takeLineEnd() {
        let isReturn = take(Self.carriageReturn)
        if take(Self.lineFeed) || isReturn { nextLine += 1 }
    }

    private mutating func skipBlanks() {
        while position < bytes.count, isBlank(bytes[position]) { position += 1 }
    }

    private func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (byte == UInt8(ascii: "\t") && separator != byte)
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }

    private static func unquoted(_ line: ArraySlice<UInt8>, holds separator: UInt8) -> Bool {
        var isInside = false
        for byte in line {
            if byte == quote { isInside.toggle() }
            if byte == separator, !isInside { return true }
        }
        return false
    }
}
