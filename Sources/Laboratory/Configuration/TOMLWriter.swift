/// Writes a table as TOML, its keys in the order of a schema.
enum TOMLWriter {
    /// The text of `table`; keys that `schema` does not name are left out.
    static func text(_ table: [String: TOMLNode], schema: TOMLSchema) -> String {
        var lines: [String] = []
        write(table, schema, path: [], into: &lines)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func write(
        _ table: [String: TOMLNode], _ schema: TOMLSchema, path: [String], into lines: inout [String]
    ) {
        // Values first: after the header of a table below, they would belong to that.
        for key in schema.keys {
            guard let node = table[key.name], !key.kind.isTable else { continue }
            lines.append("\(key.name) = \(value(node))")
        }
        for key in schema.keys {
            let inner = path + [key.name]
            let name = inner.joined(separator: ".")
            switch (key.kind, table[key.name]) {
            case (.table(let schema), .table(let table)):
                lines += ["", "[\(name)]"]
                write(table, schema, path: inner, into: &lines)
            case (.tables(let schema, _), .array(let elements)):
                for case .table(let table) in elements {
                    lines += ["", "[[\(name)]]"]
                    write(table, schema, path: inner, into: &lines)
                }
            default: continue
            }
        }
    }

    /// One value, as TOML and in the reference.
    static func value(_ node: TOMLNode) -> String {
        switch node {
        case .string(let text): quoted(text)
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .boolean(let value): "\(value)"
        case .array(let elements): "[" + elements.map(value).joined(separator: ", ") + "]"
        case .table: "{}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\u{0}"..."\u{1f}", "\u{7f}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension TOMLSchema.Kind {
    var isTable: Bool {
        switch self {
        case .table, .tables, .foreignTable: true
        default: false
        }
    }
}
