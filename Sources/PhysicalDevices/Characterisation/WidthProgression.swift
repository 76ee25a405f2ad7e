/// How pulse widths grow from the first to the last.
public struct WidthProgression: Sendable, Equatable {
    /// How one width follows from the one before.
    public enum Step: Sendable, Equatable {
        /// Longer by this part of the width before: 1 doubles.
        case factor(Double)
        /// Longer by this time [s].
        case constant(TimeSpan)
    }

    /// The first width [s].
    public var start: TimeSpan
    /// How the next one follows.
    public var step: Step
    /// No width is longer than this [s].
    public var stop: TimeSpan

    /// A progression from its parts.
    public init(start: TimeSpan, step: Step, stop: TimeSpan) {
        self.start = start
        self.step = step
        self.stop = stop
    }

    /// One width only.
    public init(_ width: TimeSpan) { self.init(start: width, step: .factor(1), stop: width) }

    /// The widths [s], in order; empty where `problem` says why. At most 10 000.
    public var widths: [Double] {
        var widths: [Double] = []
        var width = start.value
        guard width > 0, stop.value.isFinite else { return [] }
        while width <= stop.value * (1 + 1e-9) {
            widths.append(width)
            guard widths.count <= 10_000 else { return [] }
            switch step {
            case .factor(let part) where part > 0: width *= 1 + part
            case .constant(let time) where time.value > 0: width += time.value
            default: return widths
            }
        }
        return widths
    }

    var problem: String? {
        if let problem = RampArithmetic.notPositive([
            ("the shortest width", start.value), ("the longest width", stop.value),
        ]) {
            return problem
        }
        let step: Double =
            switch step {
            case .factor(let part): part
            case .constant(let time): time.value
            }
        guard step.isFinite, step > 0 || start == stop else { return "the width's step must be above 0" }
        guard !widths.isEmpty else {
            return "widths from \(start) to \(stop) in that step are none, or more than 10000"
        }
        return nil
    }
}
