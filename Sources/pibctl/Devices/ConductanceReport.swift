/// A block of conductances for people: the cells themselves where they fit, and their spread.
enum ConductanceReport {
    private static let largestGrid = (rows: 32, columns: 8)

    static func lines(_ matrix: MatrixValues, unit: String) -> [String] {
        guard let columns = matrix.rows.first?.count else { return ["  no cells"] }
        let fits = matrix.rows.count <= largestGrid.rows && columns <= largestGrid.columns
        return (fits ? grid(matrix, columns: columns, unit: unit) + [""] : [])
            + spread(matrix, columns: columns, unit: unit)
            + (fits ? [] : ["", "  --json writes every cell; --rows and --columns choose fewer"])
    }

    private static func grid(_ matrix: MatrixValues, columns: Int, unit: String) -> [String] {
        var table = Table([("row", .right)] + (0..<columns).map { (String($0), .right) })
        for (index, row) in matrix.rows.enumerated() {
            table.add([String(index)] + row.map { Quantities.si(Double($0), unit) })
        }
        return table.lines()
    }

    private static func spread(_ matrix: MatrixValues, columns: Int, unit: String) -> [String] {
        let cells = matrix.rows.joined().map(Double.init)
        let mean = cells.reduce(0, +) / Double(cells.count)
        var table = Table([("", .left), ("", .right)])
        table.add(["cells", "\(matrix.rows.count) x \(columns)"])
        table.add(["least", Quantities.si(cells.min() ?? mean, unit)])
        table.add(["mean", Quantities.si(mean, unit)])
        table.add(["greatest", Quantities.si(cells.max() ?? mean, unit)])
        return table.lines()
    }
}
