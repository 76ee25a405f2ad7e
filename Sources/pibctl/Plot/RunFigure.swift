import ControlInterface
import Foundation

/// The picture of one run: information in each unit above, accuracy below, both over measurements.
struct RunFigure {
    private let summary: RunSummary
    private let units: [Series]
    private let readouts: [ReadoutSeries]
    private let measurements: Double
    private let window: Int
    private let thinned: Bool

    /// [bit] Beyond this a value is an error of its sender, and would hide every other.
    private static let largestInformation = 1e6
    private static let size = (width: 936.0, height: 620.0)
    private static let left = 72.0
    private static let right = 680.0
    private static let upper = (top: 72.0, bottom: 292.0)
    private static let lower = (top: 322.0, bottom: 542.0)

    /// Prepares the picture of the run `summary` from its stored metrics.
    init(summary: RunSummary, batches: [BatchMetrics], accuracies: [Accuracy]) {
        let ordered = batches.filter { $0.measurements >= 0 }.sorted { $0.batch < $1.batch }
        self.summary = summary
        units = Self.unitSeries(ordered)
        readouts = ReadoutSeries.all(in: accuracies)
        measurements = Double(
            max(1, ordered.last?.measurements ?? 0, accuracies.map(\.measurements).max() ?? 0))
        window = Series.window(batches: ordered.count)
        thinned = ordered.count > 2 * Int(Self.right - Self.left)
    }

    /// The picture as an SVG file.
    func svg() -> String {
        var canvas = SVGCanvas(width: Self.size.width, height: Self.size.height)
        drawHeading(on: &canvas)
        let x = Axis(showing: 0...measurements, from: Self.left, to: Self.right, marks: 7, rounded: false)
        drawInformation(on: &canvas, x)
        drawAccuracy(on: &canvas, x)
        drawFoot(on: &canvas, x)
        return canvas.document(
            title: "Run \(summary.run): information in each unit and accuracy over measurements", summary: heading)
    }

    private static func unitSeries(_ batches: [BatchMetrics]) -> [Series] {
        var order: [String] = []
        var points: [String: [PlotPoint]] = [:]
        for batch in batches {
            for unit in batch.units {
                if points[unit.unit] == nil {
                    order.append(unit.unit)
                    points[unit.unit] = []
                }
                guard let value = unit.information, abs(value) <= Self.largestInformation else { continue }
                points[unit.unit, default: []].append(PlotPoint(x: Double(batch.measurements), y: value))
            }
        }
        return order.map { Series(name: $0, points: points[$0] ?? []) }
    }

    private var heading: String {
        "trainer \(summary.trainer), loss \(summary.loss), \(summary.dataset), seed \(summary.seed), "
            + "device \(summary.device)"
    }

    private func drawHeading(on canvas: inout SVGCanvas) {
        let name = summary.name.isEmpty ? "" : ": \(summary.name)"
        canvas.text("Run \(summary.run)\(name)", at: PlotPoint(x: Self.left, y: 30), PlotStyle.title)
        let state = summary.state == "finished" ? "" : " (\(summary.state))"
        canvas.text(heading + state, at: PlotPoint(x: Self.left, y: 50), PlotStyle.subtitle)
    }

    private func drawInformation(on canvas: inout SVGCanvas, _ x: Axis) {
        let bits = summary.loss != "cka"
        let values = units.flatMap { $0.points.map(\.y) }
        let panel = FigurePanel(
            x: x, top: Self.upper.top, bottom: Self.upper.bottom, values: values, percent: false,
            title: bits ? "Information I(T;Y) [bit]" : "Centred kernel alignment")
        panel.drawFrame(on: &canvas, xLabels: false)
        guard !values.isEmpty else {
            return panel.drawNote("no information was measured", on: &canvas)
        }
        let legend = FigureLegend(left: Self.right + 24, top: Self.upper.top, bottom: Self.upper.bottom)
        legend.drawHeading(["unit", bits ? "bit, final" : "final"], on: &canvas)
        for (index, unit) in units.enumerated() {
            let colour = PlotStyle.colour(index)
            panel.drawLine(
                unit.thinned(columns: Int(Self.right - Self.left)),
                Stroke(colour: colour, width: 0.7, opacity: 0.28), on: &canvas)
        }
        for (index, unit) in units.enumerated() {
            let mean = Series(name: unit.name, points: unit.runningMean(window: window))
            let stroke = Stroke(colour: PlotStyle.colour(index), width: 2, dash: PlotStyle.dash(index))
            panel.drawLine(mean.thinned(columns: Int(Self.right - Self.left)), stroke, on: &canvas)
            let row = [FigureLegend.shortened(unit.name), Quantities.bits(mean.points.last?.y)]
            legend.drawRow(index, of: units.count, row, stroke, on: &canvas)
        }
    }

    private func drawAccuracy(on canvas: inout SVGCanvas, _ x: Axis) {
        let values = readouts.flatMap { ($0.validation + $0.test).map { 100 * $0.y } }
        let panel = FigurePanel(
            x: x, top: Self.lower.top, bottom: Self.lower.bottom, values: values, percent: true,
            title: "Accuracy [%]")
        panel.drawFrame(on: &canvas, xLabels: true)
        guard !values.isEmpty else { return panel.drawNote("not evaluated yet", on: &canvas) }
        let legend = FigureLegend(left: Self.right + 24, top: Self.lower.top, bottom: Self.lower.bottom)
        legend.drawHeading(["read-out", "validation", "test"], on: &canvas)
        for (index, readout) in readouts.enumerated() {
            let stroke = Stroke(colour: PlotStyle.colour(index), width: 1.6, dash: PlotStyle.dash(index))
            panel.drawLine(readout.validation.map(\.inPercent), stroke, on: &canvas)
            for point in readout.validation {
                Marker.of(index).draw(at: panel.place(point.inPercent), radius: 3.2, stroke.colour, on: &canvas)
            }
            let row = [
                readout.title, Quantities.percent(readout.validation.last?.y),
                Quantities.percent(readout.test.last?.y),
            ]
            legend.drawRow(index, of: readouts.count, row, stroke, marker: .of(index), on: &canvas)
        }
        for (index, readout) in readouts.enumerated() {
            for point in readout.test {
                Marker.star.draw(
                    at: panel.place(point.inPercent), radius: 7.5, PlotStyle.colour(index), on: &canvas)
            }
        }
        guard readouts.contains(where: { !$0.test.isEmpty }) else { return }
        legend.drawNote(Marker.star, "test set, once, at the end", below: readouts.count, on: &canvas)
    }

    private func drawFoot(on canvas: inout SVGCanvas, _ x: Axis) {
        canvas.text(
            "Measurements (training samples through the hardware)",
            at: PlotPoint(x: (Self.left + Self.right) / 2, y: Self.lower.bottom + 38), PlotStyle.label,
            anchor: .middle)
        let thin = thinned ? "Thin lines: range of the batches in each pixel." : "Thin lines: every batch."
        let thick = window > 1 ? " Thick lines: centred running mean over \(window) batches." : ""
        guard units.contains(where: { !$0.points.isEmpty }) else { return }
        canvas.text(
            window > 1 ? thin + thick : "Lines: every batch.",
            at: PlotPoint(x: Self.left, y: Self.lower.bottom + 62), PlotStyle.caption)
    }
}

extension PlotPoint {
    fileprivate var inPercent: PlotPoint { PlotPoint(x: x, y: 100 * y) }
}
