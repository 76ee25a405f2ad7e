import ControlInterface

/// The picture of a comparison: accuracy against measurements, a line for each method's mean, a band from the worst to
/// the best seed.
struct CompareFigure {
    private struct Curve {
        let name: String
        let test: Spread?
        /// Spreads of the validation accuracy in per cent, by measurements.
        let points: [(measurements: Double, spread: Spread)]
        let end: Double
    }

    private let curves: [Curve]

    private static let size = (width: 936.0, height: 500.0)
    private static let left = 72.0
    private static let right = 640.0
    private static let top = 72.0
    private static let bottom = 420.0

    init(_ outcome: CampaignOutcome) {
        curves = outcome.methods.map(Self.curve)
    }

    private static func curve(_ method: CampaignOutcome.Method) -> Curve {
        var values: [Int: [Double]] = [:]
        for run in method.runs {
            for accuracy in run.accuracies
            where accuracy.readout == method.method.readout && accuracy.split == "validation" {
                values[accuracy.measurements, default: []].append(100 * accuracy.accuracy)
            }
        }
        // A point that not every seed has reached yet would make the mean jump.
        let complete = values.filter { $0.value.count == values.values.map(\.count).max() }
        let points = complete.sorted { $0.key < $1.key }.compactMap { measurements, values in
            Spread(values).map { (Double(measurements), $0) }
        }
        let end = Double(method.runs.map(\.measurements).max() ?? 0)
        return Curve(name: method.method.name, test: method.test, points: points, end: end)
    }

    /// The picture as an SVG file.
    func svg() -> String {
        var canvas = SVGCanvas(width: Self.size.width, height: Self.size.height)
        canvas.text("Accuracy against measurements", at: PlotPoint(x: Self.left, y: 30), PlotStyle.title)
        canvas.text(
            "Lines: mean of the seeds on validation data. Bands: worst to best. Stars: test set, once, at the end.",
            at: PlotPoint(x: Self.left, y: 50), PlotStyle.subtitle)
        let values = curves.flatMap { curve in
            curve.points.flatMap { [$0.spread.least, $0.spread.greatest] } + (curve.test.map { [100 * $0.mean] } ?? [])
        }
        let most = curves.flatMap { $0.points.map(\.measurements) + [$0.end] }.max() ?? 1
        let x = Axis(showing: 0...max(1, most), from: Self.left, to: Self.right, marks: 7, rounded: false)
        let panel = FigurePanel(
            x: x, top: Self.top, bottom: Self.bottom, values: values, percent: true, title: "Accuracy [%]")
        panel.drawFrame(on: &canvas, xLabels: true)
        if values.isEmpty { panel.drawNote("nothing was evaluated", on: &canvas) }
        drawCurves(panel, on: &canvas)
        canvas.text(
            "Measurements (training samples through the hardware)",
            at: PlotPoint(x: (Self.left + Self.right) / 2, y: Self.bottom + 38), PlotStyle.label, anchor: .middle)
        return canvas.document(
            title: "Accuracy against measurements by training method",
            summary: curves.map { "\($0.name): \(CompareReport.percent($0.test))" }.joined(separator: "; "))
    }

    private func drawCurves(_ panel: FigurePanel, on canvas: inout SVGCanvas) {
        for (index, curve) in curves.enumerated() where curve.points.count > 1 {
            let upper = curve.points.map { PlotPoint(x: $0.measurements, y: $0.spread.greatest) }
            let lower = curve.points.map { PlotPoint(x: $0.measurements, y: $0.spread.least) }
            canvas.band(
                (upper + lower.reversed()).map(panel.place), fill: PlotStyle.colour(index), opacity: 0.16)
        }
        let legend = FigureLegend(left: Self.right + 24, top: Self.top, bottom: Self.bottom)
        legend.drawHeading(["method", "", "test %"], on: &canvas)
        for (index, curve) in curves.enumerated() {
            let stroke = Stroke(colour: PlotStyle.colour(index), width: 2, dash: PlotStyle.dash(index))
            panel.drawLine(
                curve.points.map { PlotPoint(x: $0.measurements, y: $0.spread.mean) }, stroke, on: &canvas)
            if let test = curve.test {
                Marker.star.draw(
                    at: panel.place(PlotPoint(x: curve.end, y: 100 * test.mean)), radius: 7.5, stroke.colour,
                    on: &canvas)
            }
            legend.drawRow(
                index, of: curves.count, [FigureLegend.shortened(curve.name), "", CompareReport.percent(curve.test)],
                stroke, on: &canvas)
        }
    }
}
