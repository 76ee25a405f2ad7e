import Foundation

/// A small shape that marks a point, so that lines are told apart without colour too.
enum Marker {
    case circle, square, triangle, star

    /// The shape of the line numbered `index`.
    static func of(_ index: Int) -> Marker { [.circle, .square, .triangle][index % 3] }

    func draw(at centre: PlotPoint, radius: Double, _ fill: String, on canvas: inout SVGCanvas) {
        switch self {
        case .circle: canvas.circle(at: centre, radius: radius, fill: fill)
        case .square: canvas.polygon(corners(4, centre, radius * 1.25, turned: .pi / 4), fill: fill)
        case .triangle: canvas.polygon(corners(3, centre, radius * 1.4, turned: -.pi / 2), fill: fill)
        case .star: canvas.polygon(starCorners(centre, radius), fill: fill)
        }
    }

    private func corners(_ count: Int, _ centre: PlotPoint, _ radius: Double, turned: Double) -> [PlotPoint] {
        (0..<count).map { corner in
            let angle = turned + 2 * .pi * Double(corner) / Double(count)
            return PlotPoint(x: centre.x + radius * cos(angle), y: centre.y + radius * sin(angle))
        }
    }

    private func starCorners(_ centre: PlotPoint, _ radius: Double) -> [PlotPoint] {
        (0..<10).map { corner in
            let angle = -Double.pi / 2 + Double.pi * Double(corner) / 5
            let reach = corner.isMultiple(of: 2) ? radius : radius * 0.45
            return PlotPoint(x: centre.x + reach * cos(angle), y: centre.y + reach * sin(angle))
        }
    }
}
