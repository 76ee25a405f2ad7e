import Matrices

/// Reads a lab's own table: numeric feature columns and one label column, with or without a header line.
struct CSVTableReader {
    private let file: String
    private var scanner: CSVScanner
    private var names: [String] = []
    private var labelColumn = 0
    private var features: [Float] = []
    private var labels = ClassLabels()

    /// Names that make a column the label, the first that occurs.
    private static let labelNames = ["label", "class", "target", "y"]

    /// A reader of `bytes`; `file` is the name for error messages.
    init(_ bytes: [UInt8], file: String) throws {
        guard !bytes.contains(0) else {
            throw DatasetError(
                .wrongFormat, file, "holds zero bytes: it is no text in UTF-8 or ASCII",
                remedy: "export it as CSV in UTF-8")
        }
        self.file = file
        scanner = CSVScanner(bytes)
    }

    /// Reads all rows. Throws `DatasetError` naming line and column (both from 1).
    mutating func table() throws -> SampleTable {
        var fields: [CSVScanner.Field] = []
        guard try next(&fields) else { throw noSamples() }
        let width = fields.count
        guard width >= 2 else {
            throw DatasetError(
                .wrongFormat, file, "line \(scanner.line) has a single column",
                remedy: "give at least one feature and a label, separated by comma, semicolon or tab")
        }
        labelColumn = width - 1
        if !takeHeader(fields) { try takeRow(fields) }
        while try next(&fields) {
            guard fields.count == width else {
                throw DatasetError(
                    .wrongFormat, file, "line \(scanner.line) has \(fields.count) columns, the first has \(width)",
                    remedy: "give every line the same columns; quote cells that hold the separator")
            }
            try takeRow(fields)
        }
        let classes = labels.classes()
        guard !classes.isEmpty else { throw noSamples() }
        return SampleTable(
            samples: Matrix(rows: classes.count, columns: width - 1, elements: features), labels: classes,
            inputShape: [width - 1], areCodes: false)
    }

    private mutating func next(_ fields: inout [CSVScanner.Field]) throws -> Bool {
        do {
            return try scanner.next(&fields)
        } catch {
            throw DatasetError(
                .wrongFormat, file, "line \(error.line) has a quote that is not closed, or text behind a closing one",
                remedy: "double the quotes inside a quoted cell")
        }
    }

    /// Whether the first line is a header: it holds no number at all, or names the label column (y does not count
    /// beside numbers: it may be a class, as in "yes").
    private mutating func takeHeader(_ fields: [CSVScanner.Field]) -> Bool {
        let texts = fields.map(scanner.text)
        let lowered = texts.map { $0.lowercased() }
        let label = Self.labelNames.lazy.compactMap { lowered.firstIndex(of: $0) }.first
        let holdsNumber = fields.contains { DecimalNumber.parse(scanner.bytes[$0.range]) != nil }
        guard !holdsNumber || lowered.contains(where: Self.labelNames.dropLast().contains) else { return false }
        names = texts
        labelColumn = label ?? labelColumn
        return true
    }

    private mutating func takeRow(_ fields: [CSVScanner.Field]) throws {
        for (column, field) in fields.enumerated() {
            let number = DecimalNumber.parse(scanner.bytes[field.range])
            if column == labelColumn {
                if let problem = labels.append(scanner.text(field), number: number) {
                    throw invalid(
                        .labelOutOfRange, column, "(the label) \(problem)",
                        remedy: "label with whole numbers from 0 or with names; the label column is the one called "
                            + Self.labelNames.joined(separator: ", ") + ", or the last")
                }
                continue
            }
            guard let number else {
                throw invalid(
                    .invalidValue, column,
                    field.range.isEmpty ? "is empty" : "is '\(scanner.text(field).prefix(40))', not a number",
                    remedy: "fill in a number with a decimal point, or remove the line or the column")
            }
            let value = Float(number)
            guard value.isFinite else {
                throw invalid(
                    .invalidValue, column, "is \(scanner.text(field).prefix(40)), not a finite number",
                    remedy: "fill in a number, or remove the line")
            }
            features.append(value)
        }
    }

    private func invalid(
        _ code: DatasetError.Code, _ column: Int, _ problem: String, remedy: String
    ) -> DatasetError {
        let name = names.isEmpty ? "" : " '\(names[column].prefix(40))'"
        return DatasetError(
            code, file, "line \(scanner.line), column \(column + 1)\(name) \(problem)", remedy: remedy)
    }

    private func noSamples() -> DatasetError {
        DatasetError(.tooFewSamples, file, "holds no samples", remedy: "give one sample a line")
    }
}
