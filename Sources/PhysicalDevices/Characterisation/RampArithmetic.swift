/// Steps of voltage ramps and width progressions.
enum RampArithmetic {
    /// Most steps of one ramp, and most pulses of one routine on one cell: beyond lies a mistake.
    static let mostSteps = 1_000_000

    /// Values from `start` to `stop`, both included where `step` leads there. 0 where it leads nowhere.
    static func steps(from start: Double, to stop: Double, by step: Double) -> Int {
        let span = abs(stop) - abs(start)
        guard start.isFinite, stop.isFinite, step.isFinite, span >= 0 else { return 0 }
        guard span > 0 else { return 1 }
        guard step != 0 else { return 0 }
        // A third of a millionth of a step is what decimal steps such as 0.1 are off by in binary, and far more.
        let count = (span / abs(step) + 1e-6).rounded(.down) + 1
        return count <= Double(mostSteps) ? Int(count) : 0
    }

    /// What is wrong with a ramp; nil when it can be stepped through.
    static func problem(_ name: String, from start: Double, to stop: Double, by step: Double) -> String? {
        guard start.isFinite, stop.isFinite, step.isFinite else { return "the \(name) has a value that is no number" }
        guard start == 0 || stop == 0 || (start < 0) == (stop < 0) else {
            return "the \(name) changes its sign on the way from \(start) to \(stop)"
        }
        guard abs(stop) >= abs(start) else { return "the \(name) ends (\(stop)) before it starts (\(start))" }
        guard steps(from: start, to: stop, by: step) > 0 else {
            return "the \(name) from \(start) to \(stop) needs a step that leads there in at most \(mostSteps) steps"
        }
        return nil
    }

    /// The first problem: a value that is not positive, or not a number at all.
    static func notPositive(_ values: [(name: String, value: Double)]) -> String? {
        values.first { !($0.value > 0 && $0.value.isFinite) }.map { "\($0.name) must be above 0 (it is \($0.value))" }
    }

    /// The first count outside 1...`most`.
    static func badCount(_ counts: [(name: String, value: Int)], most: Int = 65_535) -> String? {
        counts.first { !(1...most).contains($0.value) }
            .map { "\($0.name) must be from 1 to \(most) (it is \($0.value))" }
    }

    /// What is wrong with the pause between pulses.
    static func badPause(_ pause: TimeSpan) -> String? {
        (0...1e3).contains(pause.value)
            ? nil : "the pause between pulses must be from 0 to 1000 s (it is \(pause.value))"
    }

    /// The product of counts, at most `Int32.max`.
    static func product(_ counts: Int...) -> Int {
        counts.reduce(1) { product, count in
            let (value, overflow) = product.multipliedReportingOverflow(by: count)
            return overflow ? Int(Int32.max) : min(value, Int(Int32.max))
        }
    }
}
