/// One panel of a picture: a frame with axes, and lines within it.
struct FigurePanel {
    private let x: Axis
    private let y: Axis
    private let top: Double
    private let bottom: Double
    private let title: String
    private let isEmpty: Bool

    /// A panel between `top` and `bottom` that shows `values`, in per cent kept within 0...100.
    init(x: Axis, top: Double, bottom: Double, values: [Double], percent: Bool, title: String) {
        self.x = x
        self.top = top
        self.bottom = bottom
        self.title = title
        isEmpty = values.isEmpty
        var low = values.min() ?? 0
        var high = values.max() ?? 1
        if percent, high - low < 1 {
            low = max(0, low - 1)
            high = min(100, high + 1)
        }
        y = Axis(showing: low...high, from: bottom, to: top, marks: 6, rounded: true)
    }

    /// A panel with axes of its own.
    init(x: Axis, y: Axis, top: Double, bottom: Double, title: String) {
        self.x = x
        self.y = y
        self.top = top
        self.bottom = bottom
        self.title = title
        isEmpty = false
    }

    /// Where a value stands in the picture.
    func place(_ point: PlotPoint) -> PlotPoint { PlotPoint(x: x.position(point.x), y: y.position(point.y)) }

    /// Draws a line; of a single point, a dot.
    func drawLine(_ points: [PlotPoint], _ stroke: Stroke, on canvas: inout SVGCanvas) {
        canvas.polyline(points.map(place), stroke: stroke)
        guard points.count == 1, let point = points.first else { return }
        canvas.circle(at: place(point), radius: 2.5, fill: stroke.colour)
    }

    /// Draws a sentence in place of the lines.
    func drawNote(_ note: String, on canvas: inout SVGCanvas) {
        let middle = (x.position(x.range.lowerBound) + x.position(x.range.upperBound)) / 2
        canvas.text(note, at: PlotPoint(x: middle, y: (top + bottom) / 2), PlotStyle.subtitle, anchor: .middle)
    }

    /// Draws grid, axes, marks and labels.
    func drawFrame(on canvas: inout SVGCanvas, xLabels: Bool) {
        let left = x.position(x.range.lowerBound)
        let right = x.position(x.range.upperBound)
        let grid = Stroke(colour: PlotStyle.grid, width: 1)
        let axis = Stroke(colour: PlotStyle.ink, width: 1)
        for tick in isEmpty ? [] : y.ticks {
            let height = y.position(tick)
            canvas.line(from: PlotPoint(x: left, y: height), to: PlotPoint(x: right, y: height), stroke: grid)
            canvas.text(
                y.label(tick), at: PlotPoint(x: left - 9, y: height + 3.8), PlotStyle.tick, anchor: .end)
        }
        for tick in x.ticks {
            let place = x.position(tick)
            canvas.line(from: PlotPoint(x: place, y: bottom), to: PlotPoint(x: place, y: bottom + 5), stroke: axis)
            guard xLabels else { continue }
            canvas.text(
                x.label(tick), at: PlotPoint(x: place, y: bottom + 18), PlotStyle.tick, anchor: .middle)
        }
        canvas.line(from: PlotPoint(x: left, y: bottom), to: PlotPoint(x: right, y: bottom), stroke: axis)
        canvas.line(from: PlotPoint(x: left, y: top), to: PlotPoint(x: left, y: bottom), stroke: axis)
        canvas.upwardsText(title, at: PlotPoint(x: left - 50, y: (top + bottom) / 2), PlotStyle.label)
    }
}
