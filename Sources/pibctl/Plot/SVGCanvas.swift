import Foundation

/// Collects the shapes of one SVG picture.
struct SVGCanvas {
    /// How a text stands to its point.
    enum Anchor: String { case start, middle, end }

    let width: Double
    let height: Double
    private var elements: [String] = []

    /// An empty white picture, `width` x `height` user units.
    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    /// The whole file. `title` and `summary` are what a screen reader says.
    func document(title: String, summary: String) -> String {
        let size = "\(Self.number(width)) \(Self.number(height))"
        let open = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size)" width="\(Self.number(width))" \
            height="\(Self.number(height))" role="img" \
            font-family="Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif">
            <title>\(Self.escaped(title))</title>
            <desc>\(Self.escaped(summary))</desc>
            <rect width="100%" height="100%" fill="#ffffff"/>
            """
        return ([open] + elements + ["</svg>", ""]).joined(separator: "\n")
    }

    mutating func line(from a: PlotPoint, to b: PlotPoint, stroke: Stroke) {
        elements.append(
            "<line x1=\"\(Self.number(a.x))\" y1=\"\(Self.number(a.y))\" x2=\"\(Self.number(b.x))\" "
                + "y2=\"\(Self.number(b.y))\" \(stroke.attributes)/>")
    }

    /// Draws a line through `points`; one alone draws nothing.
    mutating func polyline(_ points: [PlotPoint], stroke: Stroke) {
        guard points.count > 1 else { return }
        let list = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
        elements.append(
            "<polyline points=\"\(list)\" fill=\"none\" stroke-linejoin=\"round\" \(stroke.attributes)/>")
    }

    /// Draws a closed shape filled with `fill` and edged in white, so that it stays readable over lines.
    mutating func polygon(_ points: [PlotPoint], fill: String) {
        let list = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
        elements.append("<polygon points=\"\(list)\" fill=\"\(fill)\" stroke=\"#ffffff\" stroke-width=\"1\"/>")
    }

    /// Draws a closed shape through which what is behind it shows.
    mutating func band(_ points: [PlotPoint], fill: String, opacity: Double) {
        let list = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
        elements.append(
            "<polygon points=\"\(list)\" fill=\"\(fill)\" fill-opacity=\"\(Self.number(opacity))\"/>")
    }

    mutating func circle(at centre: PlotPoint, radius: Double, fill: String) {
        elements.append(
            "<circle cx=\"\(Self.number(centre.x))\" cy=\"\(Self.number(centre.y))\" r=\"\(Self.number(radius))\" "
                + "fill=\"\(fill)\" stroke=\"#ffffff\" stroke-width=\"1\"/>")
    }

    mutating func text(_ text: String, at point: PlotPoint, _ style: TextStyle, anchor: Anchor = .start) {
        elements.append(
            "<text x=\"\(Self.number(point.x))\" y=\"\(Self.number(point.y))\" text-anchor=\"\(anchor.rawValue)\" "
                + "\(style.attributes)>\(Self.escaped(text))</text>")
    }

    /// Writes text that reads upwards, centred on `point`.
    mutating func upwardsText(_ text: String, at point: PlotPoint, _ style: TextStyle) {
        let place = "\(Self.number(point.x)) \(Self.number(point.y))"
        elements.append(
            "<text transform=\"translate(\(place)) rotate(-90)\" text-anchor=\"middle\" "
                + "\(style.attributes)>\(Self.escaped(text))</text>")
    }

    /// Two decimals at most: a hundredth of a unit is below what any screen or printer shows.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        var text = String(format: "%.2f", value)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text == "-0" ? "0" : text
    }

    /// Text safe between tags and in attributes; characters which XML 1.0 does not allow become spaces.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
