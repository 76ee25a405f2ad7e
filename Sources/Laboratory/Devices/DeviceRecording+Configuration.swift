extension DeviceSettings {
    /// The device's table as written, as the text of a configuration with this one device.
    var configurationText: String {
        var lines = ["[[device]]"]
        TOMLText.write(section.table, path: ["device"], into: &lines)
        return lines.joined(separator: "\n") + "\n"
    }
}

/// Writes any table as TOML, keys in alphabetical order.
private enum TOMLText {
    static func write(_ table: [String: TOMLNode], path: [String], into lines: inout [String]) {
        let members = table.sorted { $0.key < $1.key }
        // Values first: after the header of a table below, they would belong to that.
        for (name, node) in members where !node.isTabular { lines.append("\(key(name)) = \(TOMLWriter.value(node))") }
        for (name, node) in members where node.isTabular {
            let inner = path + [key(name)]
            let header = inner.joined(separator: ".")
            switch node {
            case .table(let table):
                lines.append("[\(header)]")
                write(table, path: inner, into: &lines)
            case .array(let elements):
                for case .table(let table) in elements {
                    lines.append("[[\(header)]]")
                    write(table, path: inner, into: &lines)
                }
            default: break
            }
        }
    }

    private static func key(_ name: String) -> String {
        name.isIdentifier ? name : TOMLWriter.value(.string(name))
    }
}

extension TOMLNode {
    /// Whether it is written with a header of its own.
    fileprivate var isTabular: Bool {
        switch self {
        case .table: true
        case .array(let elements): elements.contains { if case .table = $0 { true } else { false } }
        default: false
        }
    }
}
