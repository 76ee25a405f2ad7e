/// What one minibatch showed.
struct Lesson: Sendable {
    let measurements: Int
    let units: [UnitReport]
    let head: HeadReport
}

/// What the minibatches of one iteration showed together.
struct LessonTotals {
    private(set) var measurements = 0
    private var lessons = 0
    private var information: [Double] = []
    private var unitPulses: [Int] = []
    private var last: [UnitReport] = []
    private var headLoss = 0.0
    private var headAccuracy = 0.0
    private var headPulses = 0

    mutating func add(_ lesson: Lesson) {
        if lessons == 0 {
            information = lesson.units.map { _ in 0 }
            unitPulses = lesson.units.map { _ in 0 }
        }
        lessons += 1
        measurements += lesson.measurements
        for (index, unit) in lesson.units.enumerated() {
            information[index] += unit.information ?? 0
            unitPulses[index] += unit.pulses
        }
        last = lesson.units
        headLoss += lesson.head.loss
        headAccuracy += lesson.head.accuracy
        headPulses += lesson.head.pulses
    }

    /// The hidden units: mean information, all pulses, the rest of the last minibatch.
    var units: [UnitReport] {
        last.enumerated().map { index, unit in
            UnitReport(
                unit, information: unit.information.map { _ in information[index] / Double(lessons) },
                pulses: unitPulses[index])
        }
    }

    /// The head: means, and all pulses; nil before the first minibatch.
    var head: HeadReport? {
        guard lessons > 0 else { return nil }
        return HeadReport(
            loss: headLoss / Double(lessons), accuracy: headAccuracy / Double(lessons), pulses: headPulses)
    }
}

extension UnitReport {
    fileprivate init(_ last: UnitReport, information: Double?, pulses: Int) {
        unit = last.unit
        self.information = information
        deadOutputs = last.deadOutputs
        saturatedFraction = last.saturatedFraction
        zeroFraction = last.zeroFraction
        self.pulses = pulses
    }
}
