/// A point of a picture in its own units, y downwards.
struct PlotPoint: Equatable {
    var x: Double
    var y: Double
}

/// How a line is drawn.
struct Stroke {
    var colour: String
    var width: Double
    var opacity = 1.0
    var dash: String?

    var attributes: String {
        var text = "stroke=\"\(colour)\" stroke-width=\"\(SVGCanvas.number(width))\""
        if opacity < 1 { text += " stroke-opacity=\"\(SVGCanvas.number(opacity))\"" }
        if let dash { text += " stroke-dasharray=\"\(dash)\"" }
        return text
    }
}

/// How a text is set.
struct TextStyle {
    var size: Double
    var colour = PlotStyle.ink
    var bold = false

    var attributes: String {
        "font-size=\"\(SVGCanvas.number(size))\" fill=\"\(colour)\"" + (bold ? " font-weight=\"bold\"" : "")
    }
}

/// Colours and type of every picture.
///
/// The colours are Okabe and Ito's ("Color Universal Design", 2008), told apart under every kind of colour blindness,
/// without their yellow, which is too pale on white; beyond seven lines the dashes change.
enum PlotStyle {
    static let ink = "#1a1a1a"
    static let quiet = "#6b6b6b"
    static let grid = "#e6e6e6"

    static let title = TextStyle(size: 15, bold: true)
    static let subtitle = TextStyle(size: 11.5, colour: quiet)
    static let label = TextStyle(size: 12)
    static let tick = TextStyle(size: 11, colour: quiet)
    static let caption = TextStyle(size: 10.5, colour: quiet)

    private static let colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000"]
    private static let dashes: [String?] = [nil, "6 3", "2 2", "8 3 2 3"]

    /// The colour of the line numbered `index`.
    static func colour(_ index: Int) -> String { colours[index % colours.count] }

    /// The dashes of the line numbered `index`.
    static func dash(_ index: Int) -> String? { dashes[index / colours.count % dashes.count] }
}
