import Foundation

extension TOMLDocument {
    /// Sets keys from texts such as `seed=3`, in order; the last one of a key counts.
    ///
    /// A key is named by its full path or by the end of it, if only one key ends so: `eta` is ambiguous, `head.eta` is
    /// not. A table of an array is named by its number from 0 or by its name: `unit.0.outputs`, `unit.hidden1.outputs`.
    /// The value is TOML; what is not TOML counts as a string. Throws `ConfigurationError`.
    public mutating func apply(overrides: [String], schema: TOMLSchema) throws {
        for text in overrides { try apply(text, schema) }
    }

    private mutating func apply(_ text: String, _ schema: TOMLSchema) throws {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
            throw Self.failure(text, nil, "not of the form key=value", "write for instance seed=3")
        }
        let name = text[..<equals].trimmingCharacters(in: .whitespaces)
        let value = text[text.index(after: equals)...].trimmingCharacters(in: .whitespaces)
        let path = try resolve(name, text, schema)
        guard let kind = schema.kind(at: path), let node = Self.node(value, kind) else {
            throw Self.failure(text, name, "the value cannot be read", "write one value, for instance \(name)=3")
        }
        guard Self.set(node, at: path[...], in: &root) else {
            throw source.error(
                Array(path.dropLast()), "expected a table", remedy: "correct the file before overriding a key in it")
        }
        source.overrides[path.joined(separator: ".")] = text
    }

    /// The full path of the one key that `name` means.
    private func resolve(_ name: String, _ text: String, _ schema: TOMLSchema) throws -> [String] {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let known = schema.leaves.flatMap { candidates(for: $0, schema) }
        let exact = known.filter { $0.spellings.contains(parts) }
        let found = exact.isEmpty ? known.filter { $0.isEnd(parts) } : exact
        if let only = found.first, found.count == 1 { return only.path }
        guard found.isEmpty else {
            let names = found.map { $0.path.joined(separator: ".") }.joined(separator: ", ")
            throw Self.failure(text, name, "ambiguous", "write one of \(names)")
        }
        if let leaf = schema.leaves.first(where: { Candidate(leaf: $0).isEnd(parts) }) {
            throw Self.failure(text, name, "there is no [[\(leaf[0])]] in \(source.file)", "add one there")
        }
        let full = known.map { $0.path.joined(separator: ".") }
        let short = Set(known.compactMap { $0.path.last }).sorted()
        let guess = EditDistance.nearest(to: name, among: short + full).map { "did you mean \"\($0)\"?" }
        throw Self.failure(text, name, "unknown key", guess ?? "known are \(short.joined(separator: ", "))")
    }

    /// A key that an override may mean.
    private struct Candidate {
        /// Its full path, tables of an array by number.
        let path: [String]
        /// The ways to write that path out.
        let spellings: [[String]]

        func isEnd(_ parts: [String]) -> Bool { spellings.contains { $0.suffix(parts.count) == parts[...] } }

        init(path: [String], spellings: [[String]]) {
            self.path = path
            self.spellings = spellings
        }

        init(leaf: [String]) { self.init(path: leaf, spellings: [leaf.filter { $0 != "*" }]) }
    }

    /// The keys of this document that a leaf of the schema stands for: one, or one for each table of an array.
    private func candidates(for leaf: [String], _ schema: TOMLSchema) -> [Candidate] {
        guard leaf.count > 2, leaf[1] == "*" else { return [Candidate(leaf: leaf)] }
        guard case .tables(_, let prefix)? = schema.key(leaf[0])?.kind,
            case .array(let elements)? = root[leaf[0]]
        else { return [] }
        let rest = leaf[2...]
        return elements.enumerated().map { index, element in
            var name = "\(prefix)\(index + 1)"
            if case .table(let table) = element, case .string(let written)? = table["name"] { name = written }
            let path = [leaf[0], "\(index)"] + rest
            return Candidate(path: path, spellings: [path, [leaf[0], name] + rest, [leaf[0]] + rest])
        }
    }

    /// The value that `text` writes: TOML, or a plain string where it is none or a string is wanted.
    private static func node(_ text: String, _ kind: TOMLSchema.Kind) -> TOMLNode? {
        let isLine = !text.contains { $0.isNewline }
        let parsed = isLine ? try? TOMLParser.parse("value = \(text)", file: "").root : nil
        if let value = parsed?["value"] {
            switch (kind, value) {
            case (.string, .string), (.quantity, .string): return value
            case (.string, _), (.quantity, _): break
            default: return value
            }
        }
        return isLine && !text.isEmpty ? .string(text) : nil
    }

    private static func set(_ node: TOMLNode, at path: ArraySlice<String>, in table: inout [String: TOMLNode]) -> Bool {
        guard let name = path.first else { return false }
        if path.count == 1 {
            table[name] = node
            return true
        }
        let rest = path.dropFirst()
        switch table[name] ?? .table([:]) {
        case .table(var inner):
            guard set(node, at: rest, in: &inner) else { return false }
            table[name] = .table(inner)
        case .array(var elements):
            guard let index = rest.first.flatMap({ Int($0) }), elements.indices.contains(index),
                case .table(var inner) = elements[index], set(node, at: rest.dropFirst(), in: &inner)
            else { return false }
            elements[index] = .table(inner)
            table[name] = .array(elements)
        default: return false
        }
        return true
    }

    private static func failure(
        _ text: String, _ key: String?, _ message: String, _ remedy: String
    ) -> ConfigurationError {
        ConfigurationError(
            file: nil, key: key, line: nil, message: "in the override \"\(text)\": \(message)", remedy: remedy)
    }
}

extension TOMLSchema {
    /// What the key at `path` takes.
    func kind(at path: [String]) -> Kind? {
        guard let name = path.first, let kind = key(name)?.kind else { return nil }
        switch kind {
        case .table(let schema): return path.count > 1 ? schema.kind(at: Array(path.dropFirst())) : kind
        case .tables(let schema, _): return path.count > 2 ? schema.kind(at: Array(path.dropFirst(2))) : kind
        default: return path.count == 1 ? kind : nil
        }
    }
}
