/// Reads the few Python literals of a .npy header: strings without escapes, True and False, tuples of whole numbers.
/// Every method skips white space first and returns nil, or false, at anything else.
struct PythonLiteralScanner {
    private var rest: ArraySlice<UInt8>

    init(_ text: ArraySlice<UInt8>) { rest = text }

    /// The next character, not taken; nil at the end.
    var next: Character? {
        mutating get {
            rest = rest.drop { $0 == 0x20 || $0 == 0x0a || $0 == 0x0d || $0 == 0x09 }
            return rest.first.map { Character(UnicodeScalar($0)) }
        }
    }

    /// Takes `character` if it comes next.
    mutating func skip(_ character: Character) -> Bool {
        guard next == character else { return false }
        rest.removeFirst()
        return true
    }

    mutating func string() -> String? {
        guard let quote = next, quote == "'" || quote == "\"", let mark = rest.popFirst(),
            let end = rest.firstIndex(of: mark)
        else { return nil }
        defer { rest = rest[(end + 1)...] }
        return String(decoding: rest[..<end], as: UTF8.self)
    }

    mutating func boolean() -> Bool? {
        guard next != nil else { return nil }
        for (word, value) in [("True", true), ("False", false)] where rest.starts(with: word.utf8) {
            rest.removeFirst(word.utf8.count)
            return value
        }
        return nil
    }

    mutating func tuple() -> [Int]? {
        guard skip("(") else { return nil }
        var numbers: [Int] = []
        while !skip(")") {
            guard let number = wholeNumber() else { return nil }
            numbers.append(number)
            guard skip(",") || next == ")" else { return nil }
        }
        return numbers
    }

    private mutating func wholeNumber() -> Int? {
        guard next != nil else { return nil }
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest[digits.endIndex...]
        // Python 2 wrote long integers with an L.
        if rest.first == UInt8(ascii: "L") { rest.removeFirst() }
        return Int(String(decoding: digits, as: UTF8.self))
    }
}
