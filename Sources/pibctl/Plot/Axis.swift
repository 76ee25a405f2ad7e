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
    }

    /// Where `value` stands in the picture.
    func position(_ value: Double) -> Double {
        start + (value - range.lowerBound) / (range.upperBound - range.lowerBound) * (end - start)
    }

    /// A mark's label, with as many decimals as the step needs.
    func label(_ tick: Double) -> String {
        if step >= 1, step == step.rounded(), let whole = Int(exactly: tick.rounded()) {
            return Quantities.count(whole)
        }
        let decimals = (0...9).first { (step * pow(10, Double($0))).isWhole } ?? 9
        let text = String(format: "%.\(decimals)f", tick)
        return Double(text) == 0 ? String(format: "%.\(decimals)f", 0.0) : text
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
