import Foundation

/// Takes the secrets out of a configuration: the values of keys and tables whose name says password, token, secret or
/// key, and what stands before the @ of an address.
enum SecretMask {
    private static let words = ["password", "passwd", "token", "secret", "key", "credential"]
    private static let mask = "\"***\""

    /// The text with masks, line by line. It need not be valid TOML: what looks like a secret is masked.
    static func masked(_ text: String) -> String {
        var lines: [String] = []
        var isSecretTable = false
        /// Nil outside of a value that is masked; else what is open of it.
        var skipping: Value?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if skipping != nil {
                skipping?.take(line[...])
                if skipping?.isOpen == false { skipping = nil }
                continue
            }
            let bare = line.drop { $0 == " " || $0 == "\t" }
            if bare.first == "#" {
                // A comment may be a line that was switched off, secret and all.
                lines.append(isSecret(bare) ? "# ***" : withoutCredentials(line))
            } else if bare.first == "[" {
                isSecretTable = isSecret(bare.prefix { $0 != "#" })
                lines.append(line)
            } else if let equals = equalSign(in: line) {
                let name = line[..<equals]
                let rest = line[line.index(after: equals)...]
                if isSecretTable || isSecret(name) || (rest.contains("{") && isSecret(rest)) {
                    lines.append("\(name)= \(mask)")
                    var value = Value()
                    value.take(rest)
                    skipping = value.isOpen ? value : nil
                } else {
                    lines.append(withoutCredentials(line))
                }
            } else {
                lines.append(isSecret(bare) ? "***" : withoutCredentials(line))
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func isSecret(_ text: some StringProtocol) -> Bool {
        let text = text.lowercased()
        return words.contains { text.contains($0) }
    }

    /// The first equal sign outside of quotes.
    private static func equalSign(in line: String) -> String.Index? {
        var quote: Character?
        for index in line.indices {
            let character = line[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == "=" {
                return index
            }
        }
        return nil
    }

    /// `nats://user:word@host` without user and word.
    static func withoutCredentials(_ line: String) -> String {
        var result = ""
        var rest = line[...]
        while let scheme = rest.range(of: "://") {
            result += rest[..<scheme.upperBound]
            rest = rest[scheme.upperBound...]
            let authority = rest.prefix { !"/\"' \t,]}".contains($0) }
            if let at = authority.lastIndex(of: "@") {
                result += "***"
                rest = rest[at...]
            }
        }
        return result + rest
    }

    /// How much of a value that goes over several lines is open.
    private struct Value {
        private var brackets = 0
        private var longQuote: String?

        var isOpen: Bool { brackets > 0 || longQuote != nil }

        mutating func take(_ text: Substring) {
            var rest = text
            var quote: Character?
            while let character = rest.first {
                if let open = longQuote {
                    if rest.hasPrefix(open) {
                        longQuote = nil
                        rest = rest.dropFirst(3)
                        continue
                    }
                    if character == "\\", open == "\"\"\"" { rest = rest.dropFirst() }
                } else if let open = quote {
                    if character == "\\", open == "\"" { rest = rest.dropFirst() }
                    if character == open { quote = nil }
                } else if rest.hasPrefix("\"\"\"") || rest.hasPrefix("'''") {
                    longQuote = String(rest.prefix(3))
                    rest = rest.dropFirst(3)
                    continue
                } else {
                    switch character {
                    case "#": return
                    case "\"", "'": quote = character
                    case "[", "{": brackets += 1
                    case "]", "}": brackets -= 1
                    default: break
                    }
                }
                rest = rest.dropFirst()
            }
        }
    }
}
