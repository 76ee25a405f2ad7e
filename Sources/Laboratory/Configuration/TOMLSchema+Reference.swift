extension TOMLSchema {
    /// The reference of this schema in Markdown: one table of keys for each table of the file.
    ///
    /// `foreign` gives the schemas of tables that a driver knows, by the table's path without numbers.
    public func reference(foreign: [String: TOMLSchema] = [:]) -> String {
        sections(path: "", isArray: false, foreign: foreign).joined(separator: "\n")
    }

    private func sections(path: String, isArray: Bool, foreign: [String: TOMLSchema]) -> [String] {
        var lines = [path.isEmpty ? "### Top level" : isArray ? "### `[[\(path)]]`" : "### `[\(path)]`", ""]
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
                lines += foreign[inner]?.sections(path: inner, isArray: false, foreign: foreign) ?? []
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
