/// Rows of text in aligned columns, two spaces apart, without rules.
struct Table {
    /// How a column's cells stand in it.
    enum Alignment { case left, right }

    private let headings: [String]
    private let alignments: [Alignment]
    private var rows: [[String]] = []

    /// A table with a heading and an alignment for each column.
    init(_ columns: [(heading: String, alignment: Alignment)]) {
        headings = columns.map(\.heading)
        alignments = columns.map(\.alignment)
    }

    /// Adds a row; cells missing at its end stay empty.
    mutating func add(_ cells: [String]) {
        rows.append((0..<headings.count).map { $0 < cells.count ? cells[$0].onOneLine : "" })
    }

    /// The heading and the rows, indented by two spaces.
    func lines() -> [String] {
        let all = headings.allSatisfy(\.isEmpty) ? rows : [headings] + rows
        let widths = headings.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = row.indices.map { Self.padded(row[$0], to: widths[$0], alignments[$0]) }
            return ("  " + cells.joined(separator: "  ")).withoutTrailingSpaces
        }
    }

    private static func padded(_ cell: String, to width: Int, _ alignment: Alignment) -> String {
        let space = String(repeating: " ", count: max(0, width - cell.count))
        return alignment == .left ? cell + space : space + cell
    }
}

extension String {
    var withoutTrailingSpaces: String {
        var end = endIndex
        while end > startIndex, self[index(before: end)] == " " { end = index(before: end) }
        return String(self[..<end])
    }

    /// Without control characters: text from elsewhere must not move the cursor or break a table.
    var onOneLine: String {
        String(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
    }
}
