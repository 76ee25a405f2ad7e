import ControlInterface

/// A measurement for people: one line an output.
enum MeasurementReport {
    static func lines(_ matrix: MatrixValues, _ reply: ProcessVectors.Reply) -> [String] {
        let deviations = matrix.columnDeviations
        var columns: [(heading: String, alignment: Table.Alignment)] = [("output", .right), ("measured", .right)]
        if deviations != nil { columns.append(("s.d.", .right)) }
        var table = Table(columns)
        for (output, mean) in matrix.columnMeans.enumerated() {
            let deviation = deviations.map { [Quantities.si($0[output], reply.unit)] } ?? []
            table.add([String(output), Quantities.si(mean, reply.unit)] + deviation)
        }
        let samples = matrix.rows.count == 1 ? "1 sample" : "\(Quantities.count(matrix.rows.count)) samples"
        return table.lines() + [
            "",
            "  \(samples) in \(Quantities.si(reply.seconds, "s")), "
                + "\(Quantities.percent(reply.saturatedFraction)) at the end of scale",
        ]
    }
}
