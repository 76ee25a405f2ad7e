/// One table of a document, with the schema by which it was checked.
///
/// Every getter throws `ConfigurationError` when the key is neither written nor has a default, or is of another kind.
public struct TOMLSection: Sendable {
    /// Path of the table, empty for the root.
    let path: [String]
    let table: [String: TOMLNode]
    let schema: TOMLSchema
    let source: TOMLSource

    /// The same table checked against `schema`: unknown keys, missing keys, wrong types, values out of range and wrong
    /// units are refused by a `ConfigurationError`. For tables that only a driver knows.
    public func checked(against schema: TOMLSchema) throws -> TOMLSection {
        let section = TOMLSection(path: path, table: table, schema: schema, source: source)
        try section.check()
        return section
    }

    /// An error at a key of this table, with its file and line, for rules that a schema cannot express.
    public func error(_ name: String, _ message: String, remedy: String) -> ConfigurationError {
        source.error(path + [name], message, remedy: remedy)
    }

    /// True when the key is written in the file or in an override.
    public func isWritten(_ name: String) -> Bool { table[name] != nil }

    /// The string at a key.
    public func string(_ name: String) throws -> String {
        guard case .string(let text) = try node(name) else { throw unexpected(name) }
        return text
    }

    /// The strings at a key.
    public func strings(_ name: String) throws -> [String] {
        guard case .array(let elements) = try node(name) else { throw unexpected(name) }
        return try elements.map { element in
            guard case .string(let text) = element else { throw unexpected(name) }
            return text
        }
    }

    /// The string at a key, as a case of an enumeration.
    public func choice<Choice: RawRepresentable<String>>(_ name: String, as type: Choice.Type) throws -> Choice {
        guard let choice = Choice(rawValue: try string(name)) else { throw unexpected(name) }
        return choice
    }

    /// The integer at a key.
    public func integer(_ name: String) throws -> Int {
        guard case .integer(let value) = try node(name) else { throw unexpected(name) }
        return value
    }

    /// The number at a key.
    public func number(_ name: String) throws -> Double {
        guard let value = try node(name).asNumber else { throw unexpected(name) }
        return value
    }

    /// The numbers at a key: `count` of them, or one that counts for all.
    public func numbers(_ name: String, count: Int) throws -> [Double] {
        let node = try node(name)
        if let value = node.asNumber { return [Double](repeating: value, count: count) }
        guard case .array(let elements) = node else { throw unexpected(name) }
        guard elements.count == count else {
            throw error(
                name, "expected \(count) numbers, found \(elements.count)",
                remedy: "write one number for each of the \(count), or a single number for all")
        }
        return try elements.map { element in
            guard let value = element.asNumber else { throw unexpected(name) }
            return value
        }
    }

    /// The quantity at a key, in the SI unit of its dimension.
    public func quantity(_ name: String) throws -> Double {
        guard case .quantity(let dimension, _)? = schema.key(name)?.kind, case .string(let text) = try node(name),
            let value = dimension.value(of: text)
        else { throw unexpected(name) }
        return value
    }

    /// The truth value at a key.
    public func boolean(_ name: String) throws -> Bool {
        guard case .boolean(let value) = try node(name) else { throw unexpected(name) }
        return value
    }

    /// The table at a key; an empty one when it is not written.
    public func section(_ name: String) -> TOMLSection {
        var table: [String: TOMLNode] = [:]
        if case .table(let written)? = self.table[name] { table = written }
        var schema = TOMLSchema([])
        if case .table(let known)? = self.schema.key(name)?.kind { schema = known }
        return TOMLSection(path: path + [name], table: table, schema: schema, source: source)
    }

    /// The tables of the array at a key; none when it is not written.
    public func sections(_ name: String) -> [TOMLSection] {
        guard case .array(let elements)? = table[name], case .tables(let schema, _)? = schema.key(name)?.kind else {
            return []
        }
        return elements.enumerated().compactMap { index, element in
            guard case .table(let table) = element else { return nil }
            return TOMLSection(path: path + [name, "\(index)"], table: table, schema: schema, source: source)
        }
    }

    private func node(_ name: String) throws -> TOMLNode {
        guard let node = table[name] ?? schema.key(name)?.defaultValue else { throw missing(name) }
        return node
    }

    private func unexpected(_ name: String) -> ConfigurationError {
        let found = table[name]?.words ?? "nothing"
        let expected = schema.key(name)?.kind.words ?? "another value"
        return error(name, "expected \(expected), found \(found)", remedy: "write \(expected)")
    }

    func missing(_ name: String) -> ConfigurationError {
        let expected = schema.key(name)?.kind.words ?? "a value"
        let place = path.isEmpty ? "" : " in this table"
        let line = source.lines[path.joined(separator: ".")]
        return ConfigurationError(
            file: source.file, key: (path + [name]).joined(separator: "."), line: line,
            message: "the key \"\(name)\" is missing", remedy: "add \"\(name) = ...\"\(place), \(expected)")
    }
}
