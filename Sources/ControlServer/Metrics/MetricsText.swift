/// Metrics as the text that monitoring systems read.
public enum MetricsText {
    /// Which of the two formats.
    public enum Format: Sendable {
        /// OpenMetrics 1.0.
        case openMetrics
        /// Prometheus' own text format 0.0.4, the only one that node_exporter's textfile collector takes.
        case prometheus
    }

    /// The media type of OpenMetrics.
    static let mediaType = "application/openmetrics-text; version=1.0.0; charset=utf-8"

    /// The families in order; those without a sample are left out.
    public static func text(_ families: [MetricFamily], _ format: Format = .openMetrics) -> String {
        var text = ""
        for family in families where !family.samples.isEmpty {
            let suffix = suffix(of: family.kind)
            // The older format knows no info, and its families are called as their samples are.
            let name = format == .openMetrics ? family.name : family.name + suffix
            let kind = format == .prometheus && family.kind == .info ? "gauge" : family.kind.rawValue
            text += "# TYPE \(name) \(kind)\n"
            if let unit = family.unit, format == .openMetrics { text += "# UNIT \(name) \(unit)\n" }
            text += "# HELP \(name) \(escaped(family.help, quotes: format == .openMetrics))\n"
            for sample in family.samples {
                text += "\(family.name)\(suffix)\(sample.suffix)\(labels(sample)) \(number(sample.value))\n"
            }
        }
        return format == .openMetrics ? text + "# EOF\n" : text
    }

    private static func suffix(of kind: MetricFamily.Kind) -> String {
        switch kind {
        case .counter: "_total"
        case .info: "_info"
        case .gauge, .summary: ""
        }
    }

    private static func labels(_ sample: MetricFamily.Sample) -> String {
        guard !sample.labels.isEmpty else { return "" }
        return "{" + sample.labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",")
            + "}"
    }

    /// Backslashes and line ends, and quotes where they would end something.
    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 { return "\(whole)" }
        return "\(value)"
    }
}
