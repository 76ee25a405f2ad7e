import ControlInterface

/// What a test routine measured, for people: each cell's resistance before and after, and the points of a single cell.
enum CharacterisationReport {
    private static let mostPoints = 200

    static func lines(_ record: CharacteriseDevice.Reply) -> [String] {
        var lines = summary(record.cells)
        if record.cells.count == 1, let cell = record.cells.first, !cell.points.isEmpty {
            lines.append("")
            if cell.points.count <= mostPoints {
                lines += points(cell)
            } else {
                lines.append("  \(Quantities.count(cell.points.count)) points: --csv writes them, --json too")
            }
        }
        let read = record.readVoltage.map { ", resistances read at \(Quantities.si($0, "V"))" } ?? ""
        return lines + ["", "  \(record.method) in \(Quantities.duration(record.seconds))\(read)".onOneLine]
    }

    private static func summary(_ cells: [MeasuredCell]) -> [String] {
        var table = Table([
            ("row", .right), ("column", .right), ("points", .right), ("first", .right), ("last", .right),
            ("least", .right), ("greatest", .right),
        ])
        for cell in cells {
            let resistances = cell.points.map { $0.resistance ?? .infinity }
            let values = [resistances.first, resistances.last, resistances.min(), resistances.max()]
            table.add(
                [String(cell.row), String(cell.column), String(cell.points.count)]
                    + values.map { $0.map { Quantities.si($0, "ohm") } ?? "-" })
        }
        return table.lines()
    }

    private static func points(_ cell: MeasuredCell) -> [String] {
        let hasCurrent = cell.points.contains { $0.current != nil }
        var table = Table(
            [("point", .right), ("voltage", .right), ("resistance", .right)]
                + (hasCurrent ? [("current", .right)] : []) + [("width", .right), ("cycle", .right)])
        for (index, point) in cell.points.enumerated() {
            let current = point.current.map { Quantities.si($0, "A") } ?? "-"
            table.add(
                [
                    String(index), Quantities.si(point.voltage, "V"),
                    Quantities.si(point.resistance ?? .infinity, "ohm"),
                ] + (hasCurrent ? [current] : []) + [Quantities.si(point.width, "s"), String(point.cycle)])
        }
        return table.lines()
    }
}

/// What a test routine measured as a table in a file: SI units, one point a line.
enum CharacterisationCSV {
    static func text(_ record: CharacteriseDevice.Reply) -> String {
        var lines = ["row,column,point,cycle,voltage_V,width_s,resistance_ohm,current_A"]
        for cell in record.cells {
            for (index, point) in cell.points.enumerated() {
                let resistance = point.resistance.map { "\($0)" } ?? "inf"
                let current = point.current.map { "\($0)" } ?? ""
                lines.append(
                    "\(cell.row),\(cell.column),\(index),\(point.cycle),\(point.voltage),\(point.width),"
                        + "\(resistance),\(current)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
