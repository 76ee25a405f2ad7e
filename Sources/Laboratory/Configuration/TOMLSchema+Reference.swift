extension TOMLSchema {
    /// The reference of this schema in Markdown: one table of keys for each table of the file.
    ///
    /// `foreign` gives the schemas of tables that drivers know, by the table's path without numbers, each with the
    /// drivers that it is for.
    public func reference(foreign: [String: [(drivers: String, schema: TOMLSchema)]] = [:]) -> String {
        sections(path: "", isArray: false, foreign: foreign).joined(separator: "\n")
    }

    private func sections(
        path: String, isArray: Bool, of drivers: String? = nil,
        foreign: [String: [(drivers: String, schema: TOMLSchema)]]
    ) -> [String] {
        let title = path.isEmpty ? "### Top level" : isArray ? "### `[[\(path)]]`" : "### `[\(path)]`"
        var lines = [title + (drivers.map { " of \($0)" } ?? ""), ""]
        let values = keys.filter { !$0.kind.isTable }
        if !values.isEmpty {
            lines += ["| key | value | default | meaning |", "|---|---|---|---|"]
            lines += values.map(\.referenceLine) + [""]
        }
        for key in keys {
            let inner = path.isEmpty ? key.name : "\(path).\(key.name)"
            switch key.kind {
            case .table(let schema): lines += schema.sections(path: inner, isArray: false, foreign: foreign)
            case .tables(let schema, _): lines += schema.sections(path: inner, isArray: true, foreign: foreign)
            case .foreignTable:
                for (drivers, schema) in foreign[inner] ?? [] {
                    lines += schema.sections(path: inner, isArray: false, of: drivers, foreign: foreign)
                }
            default: continue
            }
        }
        return lines
    }
}

extension TOMLSchema.Key {
    fileprivate var referenceLine: String {
        let value = defaultValue.map { "`\(TOMLWriter.value($0))`" } ?? "none"
        // A bar in a text, as in |z|, would begin another cell.
        let cells = ["`\(name)`", kind.words, isRequired ? "required" : value, meaning]
        return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
}
