/// Cuts a varlink interface file into words and punctuation. Comments run from `#` to the end of the line.
struct InterfaceScanner {
    enum Token: Hashable {
        case word(String)
        case arrow
        case punctuation(Character)
        case end
    }

    private var rest: Substring
    /// The line of the token read last, counted from 1.
    private(set) var line = 1

    init(_ text: String) {
        rest = Substring(text)
    }

    mutating func next() throws(VarlinkInterfaceError) -> Token {
        skipSpaceAndComments()
        guard let first = rest.first else { return .end }
        if rest.hasPrefix("->") {
            rest.removeFirst(2)
            return .arrow
        }
        if "():,?[]".contains(first) {
            rest.removeFirst()
            return .punctuation(first)
        }
        let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "." || $0 == "-") }
        guard !word.isEmpty else { throw VarlinkInterfaceError("unexpected character \"\(first)\"", line: line) }
        rest = rest[word.endIndex...]
        return .word(String(word))
    }

    private mutating func skipSpaceAndComments() {
        while let character = rest.first {
            if character.isNewline {
                line += 1
            } else if character == "#" {
                rest = rest.drop { !$0.isNewline }
                continue
            } else if !character.isWhitespace {
                return
            }
            rest.removeFirst()
        }
    }
}
