import ControlInterface

/// The picture of a test routine: current against voltage of a curve, resistance reading by reading of any other.
struct CharacterisationFigure {
    private let device: String
    private let record: CharacteriseDevice.Reply
    private let series: [Series]
    /// What a unit of the vertical axis is worth, and its prefix.
    private let scale: (factor: Double, prefix: String)

    private static let size = (width: 936.0, height: 460.0)
    private static let left = 88.0
    private static let right = 700.0
    private static let top = 72.0
    private static let bottom = 382.0
    /// Resistances beyond are errors of their sender, or as good as no current.
    private static let resistances = 1e-3...1e15

    /// Prepares the picture of what `device` measured.
    init(device: String, record: CharacteriseDevice.Reply) {
        self.device = device
        self.record = record
        let isCurve = record.method == "curve"
        let largest = record.cells.flatMap { $0.points.compactMap(\.current).map(abs) }.max() ?? 0
        let prefixes = [(1.0, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n"), (1e-12, "p")]
        let chosen = prefixes.first { largest >= $0.0 } ?? (1, "")
        let scale = isCurve ? chosen : (1, "")
        self.scale = scale
        series = record.cells.map { cell in
            Series(
                name: "cell \(cell.row), \(cell.column)",
                points: isCurve ? Self.currents(cell, scale.0) : Self.resistances(cell))
        }
    }

    /// Whether there is anything to draw.
    var isEmpty: Bool { series.allSatisfy(\.points.isEmpty) }

    /// The picture as an SVG file.
    func svg() -> String {
        var canvas = SVGCanvas(width: Self.size.width, height: Self.size.height)
        let title = "\(device): \(record.method)"
        canvas.text(title, at: PlotPoint(x: Self.left, y: 30), PlotStyle.title)
        canvas.text(summary, at: PlotPoint(x: Self.left, y: 50), PlotStyle.subtitle)
        let points = series.flatMap(\.points)
        let (x, y) = record.method == "curve" ? linear(points) : logarithmic(points)
        let panel = FigurePanel(x: x, y: y, top: Self.top, bottom: Self.bottom, title: verticalTitle)
        panel.drawFrame(on: &canvas, xLabels: true)
        drawLines(in: panel, on: &canvas)
        canvas.text(
            horizontalTitle, at: PlotPoint(x: (Self.left + Self.right) / 2, y: Self.bottom + 38), PlotStyle.label,
            anchor: .middle)
        return canvas.document(title: title, summary: "\(verticalTitle) over \(horizontalTitle), \(summary)")
    }

    private static func currents(_ cell: MeasuredCell, _ factor: Double) -> [PlotPoint] {
        cell.points.compactMap { point in
            point.current.map { PlotPoint(x: point.voltage, y: $0 / factor) }
        }.filter { abs($0.x) < 1e6 && abs($0.y) < 1e12 }
    }

    /// A first point at 0 V is a reading before the first pulse, and stands at 0.
    private static func resistances(_ cell: MeasuredCell) -> [PlotPoint] {
        let first = cell.points.first?.voltage == 0 ? 0.0 : 1.0
        return cell.points.enumerated().compactMap { index, point in
            guard let resistance = point.resistance, resistances.contains(resistance) else { return nil }
            return PlotPoint(x: first + Double(index), y: resistance)
        }
    }

    private var summary: String {
        let cells = record.cells.count == 1 ? "1 cell" : "\(record.cells.count) cells"
        let read = record.readVoltage.map { ", read at \(Quantities.si($0, "V"))" } ?? ""
        return "\(cells), \(Quantities.count(record.cells.reduce(0) { $0 + $1.points.count })) points\(read)"
    }

    private var verticalTitle: String {
        record.method == "curve" ? "Current [\(scale.prefix)A]" : "Resistance [ohm]"
    }

    private var horizontalTitle: String {
        switch record.method {
        case "curve": "Voltage [V]"
        case "form": "Pulse (0: before the first)"
        default: "Reading (0: before the first pulse)"
        }
    }

    private func linear(_ points: [PlotPoint]) -> (x: Axis, y: Axis) {
        let voltages = points.map(\.x) + [0]
        let currents = points.map(\.y) + [0]
        return (
            Axis(
                showing: (voltages.min() ?? 0)...(voltages.max() ?? 0), from: Self.left, to: Self.right, marks: 8,
                rounded: true),
            Axis(
                showing: (currents.min() ?? 0)...(currents.max() ?? 0), from: Self.bottom, to: Self.top, marks: 6,
                rounded: true)
        )
    }

    private func logarithmic(_ points: [PlotPoint]) -> (x: Axis, y: Axis) {
        let resistances = points.map(\.y)
        return (
            Axis(
                showing: 0...max(1, points.map(\.x).max() ?? 1), from: Self.left, to: Self.right, marks: 8,
                rounded: false),
            Axis(
                showingDecadesOf: (resistances.min() ?? 1)...(resistances.max() ?? 10), from: Self.bottom,
                to: Self.top)
        )
    }

    private func drawLines(in panel: FigurePanel, on canvas: inout SVGCanvas) {
        guard !isEmpty else { return panel.drawNote("nothing was measured", on: &canvas) }
        let legend = FigureLegend(left: Self.right + 24, top: Self.top, bottom: Self.bottom)
        legend.drawHeading(["row, column"], on: &canvas)
        for (index, line) in series.enumerated() {
            let stroke = Stroke(colour: PlotStyle.colour(index), width: 1.6, dash: PlotStyle.dash(index))
            panel.drawLine(line.points, stroke, on: &canvas)
            for point in line.points where line.points.count <= 200 {
                canvas.circle(at: panel.place(point), radius: 2.4, fill: stroke.colour)
            }
            legend.drawRow(index, of: series.count, [line.name], stroke, on: &canvas)
        }
    }
}
