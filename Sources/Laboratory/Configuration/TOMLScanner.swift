/// Looks a TOML text over before the parser gets it.
///
/// It finds the line of every key, which the parser does not tell, and refuses the texts at which the parser, toml++
/// 3.4, aborts the process or exhausts the stack: malformed headers (its pull request 301), dotted keys without end
/// (242), single carriage returns and unfinished dates. So keys, brackets and bare words have to be well formed;
/// whether the text is valid beyond that is left to the parser.
struct TOMLScanner {
    /// Line of each key and table found so far by its full path, tables of an array counted from 0.
    private(set) var lines: [String: Int] = [:]
    /// The line reached, counted from 1.
    var line: Int { cursor.line }

    private var cursor: TOMLCursor
    private var isTooDeep = false
    private var table: [String] = []
    private var tableCounts: [String: Int] = [:]
    private var maximumDepth = 0

    init(_ text: String) { cursor = TOMLCursor(text) }

    /// Reads the text; gives what is wrong in the line reached, nil when every key and bracket is well formed.
    mutating func scan(maximumDepth: Int) -> String? {
        self.maximumDepth = maximumDepth
        if cursor.moveToControlCharacter() { return "expected no control characters" }
        while true {
            cursor.skipBlank()
            guard cursor.byte() != nil else { return nil }
            if let problem = cursor.isAt("[") ? readHeader() : readAssignment() {
                return isTooDeep ? "nested more than \(maximumDepth) deep" : problem
            }
        }
    }

    private mutating func readHeader() -> String? {
        let isArray = cursor.isAt("[", 1)
        cursor.position += isArray ? 2 : 1
        guard let key = readKey(), cursor.isAt("]"), !isArray || cursor.isAt("]", 1) else {
            return "expected the name of a table in single or double brackets"
        }
        cursor.position += isArray ? 2 : 1
        // A part that names an array of tables means its last table.
        table = []
        for (index, part) in key.enumerated() {
            table.append(part)
            let path = table.joined(separator: ".")
            if isArray, index == key.count - 1 { tableCounts[path, default: 0] += 1 }
            if let count = tableCounts[path] { table.append("\(count - 1)") }
        }
        note(table)
        cursor.skipSpaces()
        return cursor.isAtLineEnd ? nil : "expected nothing more after the name of a table"
    }

    private mutating func readAssignment() -> String? {
        guard let key = readKey(), cursor.isAt("=") else { return "expected a key, then =" }
        cursor.position += 1
        let path = table + key
        note(path)
        return skipValue(of: path)
    }

    private mutating func note(_ path: [String]) {
        let key = path.joined(separator: ".")
        if lines[key] == nil { lines[key] = line }
    }

    /// The parts of a key, with the position left behind the white space that follows it.
    private mutating func readKey() -> [String]? {
        var parts: [String] = []
        while true {
            cursor.skipSpaces()
            guard let part = cursor.readKeyPart() else { return nil }
            parts.append(part)
            guard parts.count <= maximumDepth else {
                isTooDeep = true
                return nil
            }
            cursor.skipSpaces()
            guard cursor.isAt(".") else { return parts }
            cursor.position += 1
        }
    }

    /// An array or an inline table that is open while a value is skipped.
    private struct Bracket {
        let closing: Unicode.Scalar
        let path: [String]
        var index = 0

        var element: [String] { closing == "]" ? path + ["\(index)"] : path }
    }

    /// Moves past a value, noting the keys of inline tables in it; gives what is wrong with it.
    private mutating func skipValue(of path: [String]) -> String? {
        let unpaired = "expected brackets in pairs, and in braces keys, each followed by ="
        var open: [Bracket] = []
        var valuePath = path
        while let next = cursor.byte() {
            switch next {
            case UInt8(ascii: "\""), UInt8(ascii: "'"): cursor.skipString()
            case UInt8(ascii: "#"): cursor.skipComment()
            case UInt8(ascii: "\n") where open.isEmpty: return nil
            case UInt8(ascii: "\n"): cursor.skipBlank()
            case UInt8(ascii: " "), UInt8(ascii: "\t"): cursor.skipSpaces()
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                isTooDeep = open.count >= maximumDepth
                guard !isTooDeep else { return unpaired }
                cursor.position += 1
                open.append(Bracket(closing: next == UInt8(ascii: "[") ? "]" : "}", path: valuePath))
                guard let path = readElement(of: open[open.count - 1]) else { return unpaired }
                valuePath = path
            case UInt8(ascii: ",") where !open.isEmpty:
                cursor.position += 1
                open[open.count - 1].index += 1
                guard let path = readElement(of: open[open.count - 1]) else { return unpaired }
                valuePath = path
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                guard let last = open.popLast(), cursor.isAt(last.closing) else { return unpaired }
                cursor.position += 1
            default:
                guard cursor.skipWord() else { return "expected a string, a number, true, false, an array or a table" }
            }
        }
        return open.isEmpty ? nil : unpaired
    }

    /// The path of the element that begins here, behind the key and the equals sign if it is one of a table.
    private mutating func readElement(of bracket: Bracket) -> [String]? {
        guard bracket.closing == "}" else { return bracket.element }
        cursor.skipSpaces()
        if cursor.isAt("}") { return bracket.path }
        guard let key = readKey(), cursor.isAt("=") else { return nil }
        cursor.position += 1
        let path = bracket.path + key
        note(path)
        return path
    }
}
