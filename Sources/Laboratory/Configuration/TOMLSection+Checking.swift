extension TOMLSection {
    /// Refuses the first mistake in this table and the ones below it, in the order of the file.
    func check() throws {
        for name in table.keys.sorted(by: isBefore) {
            guard let key = schema.key(name) else { throw unknown(name) }
            if let node = table[name] { try check(node, key) }
        }
        for key in schema.keys {
            if key.isRequired, table[key.name] == nil { throw missing(key.name) }
            if case .table = key.kind, table[key.name] == nil { try section(key.name).check() }
        }
    }

    private func isBefore(_ left: String, _ right: String) -> Bool {
        func line(_ name: String) -> Int { source.lines[(path + [name]).joined(separator: ".")] ?? .max }
        return (line(left), left) < (line(right), right)
    }

    private func check(_ node: TOMLNode, _ key: TOMLSchema.Key) throws {
        switch (key.kind, node) {
        case (.string(let choices), .string(let text)):
            guard !text.isEmpty else { throw refused(key, "nothing in the quotes") }
            guard choices.isEmpty || choices.contains(text) else { throw unknownChoice(text, choices, key) }
        case (.strings, .array(let elements)):
            for element in elements {
                guard case .string(let text) = element else { throw refused(key, "\(element.words) in the array") }
                guard !text.isEmpty else { throw refused(key, "nothing in the quotes") }
            }
        case (.integer(let range), .integer(let value)):
            guard range.contains(value) else { throw refused(key, "\(value)") }
        case (.number(let range), .integer), (.number(let range), .number),
            (.numbers(let range), .integer), (.numbers(let range), .number):
            try check(node, in: range, key)
        case (.numbers(let range), .array(let elements)):
            for element in elements { try check(element, in: range, key) }
        case (.quantity(let dimension, let range), _): try check(node, dimension, range, key)
        case (.boolean, .boolean), (.foreignTable, .table): break
        case (.table, .table): try section(key.name).check()
        case (.tables, .array(let elements)):
            let sections = sections(key.name)
            guard sections.count == elements.count else { throw refused(key, "an array of other values") }
            for section in sections { try section.check() }
        case (.tables, .table):
            throw error(
                key.name, "expected tables in double brackets, found [\(key.name)]", remedy: "write [[\(key.name)]]")
        default: throw refused(key, node.words)
        }
    }

    private func check(_ node: TOMLNode, in range: NumberRange, _ key: TOMLSchema.Key) throws {
        guard let value = node.asNumber else { throw refused(key, node.words) }
        guard range.contains(value) else { throw refused(key, "\(value)") }
    }

    private func check(
        _ node: TOMLNode, _ dimension: PhysicalDimension, _ range: NumberRange, _ key: TOMLSchema.Key
    ) throws {
        let remedy = "write a number and a unit (\(dimension.examples)), for instance \"1 \(dimension.unit)\""
        guard case .string(let text) = node, let value = dimension.value(of: text) else {
            throw error(key.name, "expected \(key.kind.words) with its unit, found \(node.words)", remedy: remedy)
        }
        guard range.contains(value) else { throw refused(key, "\"\(text)\"") }
    }

    private func refused(_ key: TOMLSchema.Key, _ found: String) -> ConfigurationError {
        error(key.name, "expected \(key.kind.words), found \(found)", remedy: "\(key.name): \(key.meaning)")
    }

    private func unknownChoice(_ text: String, _ choices: [String], _ key: TOMLSchema.Key) -> ConfigurationError {
        let known = EditDistance.nearest(to: text, among: choices).map { "did you mean \"\($0)\"?" }
        return error(
            key.name, "expected \(key.kind.words), found \(TOMLNode.string(text).words)",
            remedy: known ?? "\(key.name): \(key.meaning)")
    }

    private func unknown(_ name: String) -> ConfigurationError {
        let names = schema.keys.map(\.name)
        let remedy =
            EditDistance.nearest(to: name, among: names).map { "did you mean \"\($0)\"?" }
            ?? elsewhere(name) ?? "known here: \(names.joined(separator: ", "))"
        return error(name, "unknown key", remedy: remedy)
    }

    /// Advice for a key that belongs into a table of this one.
    private func elsewhere(_ name: String) -> String? {
        let homes = schema.leaves.filter { $0.last == name && $0.count > 1 }.map { leaf in
            leaf.contains("*") ? "[[\(leaf[0])]]" : "[\(leaf.dropLast().joined(separator: "."))]"
        }
        return homes.isEmpty ? nil : "it belongs into \(homes.joined(separator: " or "))"
    }
}
