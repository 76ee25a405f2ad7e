import Foundation

/// One axis: a range of values, the stretch of the picture it is drawn on, and round numbers to mark.
struct Axis {
    /// The values at both ends.
    let range: ClosedRange<Double>
    /// The values to mark, all within ``range``.
    let ticks: [Double]
    private let step: Double
    private let start: Double
    private let end: Double
    private let isLogarithmic: Bool

    /// An axis from `start` to `end` in the picture that shows `values` with about `marks` marks.
    ///
    /// With `rounded` the range grows to whole steps, so that a mark stands at both ends.
    init(showing values: ClosedRange<Double>, from start: Double, to end: Double, marks: Int, rounded: Bool) {
        let width = values.upperBound - values.lowerBound
        // Values closer than this could not be told apart by their labels.
        let least = 1e-6 * max(abs(values.lowerBound), abs(values.upperBound))
        let padding = width > least ? 0 : max(abs(values.lowerBound) * 0.05, 0.5)
        let low = values.lowerBound - padding
        let high = values.upperBound + padding
        let step = Self.roundStep((high - low) / Double(max(1, marks)))
        let first = rounded ? (low / step + 1e-9).rounded(.down) : (low / step - 1e-9).rounded(.up)
        let last = rounded ? (high / step - 1e-9).rounded(.up) : (high / step + 1e-9).rounded(.down)
        range = rounded ? (first * step)...(last * step) : low...high
        ticks = stride(from: first, through: last, by: 1).map { $0 * step }
        self.step = step
        self.start = start
        self.end = end
        isLogarithmic = false
    }

    /// A logarithmic axis that shows `values`, all above 0, with marks at 1, 2 and 5 times powers of ten or, where
    /// they are many, at powers of ten alone. It grows to a mark at both ends.
    init(showingDecadesOf values: ClosedRange<Double>, from start: Double, to end: Double) {
        let decades = Int(log10(values.lowerBound).rounded(.down))...Int(log10(values.upperBound).rounded(.up))
        let isNarrow = log10(values.upperBound / values.lowerBound) < 2
        let marks = decades.flatMap { decade in (isNarrow ? [1.0, 2, 5] : [1.0]).map { $0 * pow(10, Double(decade)) } }
        // A value that a rounding error keeps off its mark stands on it.
        let low = marks.last { $0 <= values.lowerBound * (1 + 1e-9) } ?? values.lowerBound
        let next = marks.first { $0 >= values.upperBound * (1 - 1e-9) && $0 > low }
        range = low...(next ?? 10 * low)
        ticks = marks.filter(range.contains)
        step = 1
        self.start = start
        self.end = end
        isLogarithmic = true
    }

    /// Where `value` stands in the picture.
    func position(_ value: Double) -> Double {
        if isLogarithmic {
            return start + log(value / range.lowerBound) / log(range.upperBound / range.lowerBound) * (end - start)
        }
        return start + (value - range.lowerBound) / (range.upperBound - range.lowerBound) * (end - start)
    }

    /// A mark's label, with as many decimals as the step needs.
    func label(_ tick: Double) -> String {
        if isLogarithmic { return Self.prefixed(tick) }
        if step >= 1, step == step.rounded(), let whole = Int(exactly: tick.rounded()) {
            return Quantities.count(whole)
        }
        let decimals = (0...9).first { (step * pow(10, Double($0))).isWhole } ?? 9
        let text = String(format: "%.\(decimals)f", tick)
        return Double(text) == 0 ? String(format: "%.\(decimals)f", 0.0) : text
    }

    /// A power of ten, or a few of them, with an SI prefix: 20 k.
    private static func prefixed(_ value: Double) -> String {
        let prefixes = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ")]
        let (scale, prefix) = prefixes.first { value >= $0.0 * 0.999 } ?? (1, "")
        return String(format: "%.4g", value / scale) + (prefix.isEmpty ? "" : " \(prefix)")
    }

    /// The next of 1, 2, 2.5, 5 times a power of ten from `raw` on.
    private static func roundStep(_ raw: Double) -> Double {
        let power = pow(10, log10(raw).rounded(.down))
        let factor = [1, 2, 2.5, 5, 10].first { raw <= $0 * power * (1 + 1e-9) } ?? 10
        return factor * power
    }
}

extension Double {
    fileprivate var isWhole: Bool { abs(self - rounded()) < 1e-6 }
}
