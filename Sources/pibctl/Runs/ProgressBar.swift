/// A run's progress on one line of a terminal.
enum ProgressBar {
    /// The line, at most `columns` characters.
    static func line(_ progress: RunProgress, run: Int, columns: Int, unicode: Bool) -> String {
        var parts = ["\(Quantities.count(progress.batchesDone))/\(Quantities.count(progress.batchesTotal))"]
        if progress.state != "running" { parts.append(progress.state) }
        if let left = progress.secondsLeft { parts.append("\(Quantities.countdown(left)) left") }
        if let accuracy = progress.validationAccuracy { parts.append("val \(Quantities.percent(accuracy))") }
        if progress.information.contains(where: { $0 != nil }) {
            parts.append("I " + progress.information.map(Quantities.bits).joined(separator: " "))
        }
        parts.append("\(Quantities.shortCount(progress.measurements)) meas")
        if progress.pulses > 0 { parts.append("\(Quantities.shortCount(progress.pulses)) pulses") }
        let head = "run \(run) "
        // Of one width for the whole run: an end that moves with the text would not look like progress.
        let width = max(0, min(30, columns / 6))
        let text = fitting(parts, columns: columns - head.count - width - 2)
        return String((head + bar(progress.fraction, width: width, unicode: unicode) + "  " + text).prefix(columns))
    }

    /// As many parts, from the first, as fit.
    private static func fitting(_ parts: [String], columns: Int) -> String {
        var text = ""
        for part in parts {
            let longer = text.isEmpty ? part : text + "  " + part
            guard longer.count <= columns else { break }
            text = longer
        }
        return text
    }

    /// The bar alone, `width` characters.
    static func bar(_ fraction: Double, width: Int, unicode: Bool) -> String {
        let full = min(width, Int(fraction * Double(width)))
        let (done, left) = unicode ? ("█", "░") : ("#", "-")
        return String(repeating: done, count: full) + String(repeating: left, count: width - full)
    }
}
