/// The small table beside a panel: which line is which, and its last value.
struct FigureLegend {
    let left: Double
    let top: Double
    let bottom: Double

    private static let columns = [0.0, 164, 218]
    private static let swatch = 22.0
    private static let rowHeight = 18.0

    /// A name that leaves room for the values beside it.
    static func shortened(_ name: String) -> String { name.count > 14 ? name.prefix(13) + "…" : name }

    func drawHeading(_ cells: [String], on canvas: inout SVGCanvas) {
        draw(cells, at: top + 8, PlotStyle.caption, on: &canvas)
    }

    /// Draws the row numbered `index`; rows beyond the panel's foot are counted in the last one.
    func drawRow(
        _ index: Int, of count: Int, _ cells: [String], _ stroke: Stroke, marker: Marker? = nil,
        on canvas: inout SVGCanvas
    ) {
        let capacity = Int((bottom - top) / Self.rowHeight) - 1
        let y = top + 8 + Double(index + 1) * Self.rowHeight
        guard count <= capacity || index < capacity - 1 else {
            if index == capacity - 1 { draw(["and \(count - index) more"], at: y, PlotStyle.tick, on: &canvas) }
            return
        }
        let level = PlotPoint(x: left + Self.swatch / 2, y: y - 3.8)
        canvas.line(
            from: PlotPoint(x: left, y: level.y), to: PlotPoint(x: left + Self.swatch, y: level.y), stroke: stroke)
        marker?.draw(at: level, radius: 3.2, stroke.colour, on: &canvas)
        draw(cells, at: y, TextStyle(size: 11.5), on: &canvas)
    }

    /// Explains a marker under the last of `rows` rows.
    func drawNote(_ marker: Marker, _ note: String, below rows: Int, on canvas: inout SVGCanvas) {
        let y = top + 8 + (Double(rows) + 1.3) * Self.rowHeight
        guard y < bottom else { return }
        marker.draw(
            at: PlotPoint(x: left + Self.swatch / 2, y: y - 3.8), radius: 7, PlotStyle.quiet, on: &canvas)
        draw([note], at: y, PlotStyle.caption, on: &canvas)
    }

    private func draw(_ cells: [String], at y: Double, _ style: TextStyle, on canvas: inout SVGCanvas) {
        for (column, cell) in cells.prefix(Self.columns.count).enumerated() {
            let indent = column == 0 ? Self.swatch + 8 : 0
            canvas.text(
                cell, at: PlotPoint(x: left + Self.columns[column] + indent, y: y), style,
                anchor: column == 0 ? .start : .end)
        }
    }
}
