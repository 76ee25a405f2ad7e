/// Forming: voltages upwards, at each all widths, until the resistance falls below a threshold.
struct EmulatedFormFinder: EmulatedRoutine {
    private let steps: PulseLadder
    private let pulses: Int
    private let interpulse: Double
    private let threshold: Double
    private let part: Double
    private var index = -1
    private var first = 0.0
    private var isOver = false

    init(_ values: JobValues, hasMode: Bool) {
        let isLinear = hasMode && values.integer(9) == 1
        let widths = JobValues.widths(
            from: values.number(3), step: values.number(4), to: values.number(5), isLinear: isLinear)
        steps = PulseLadder(
            JobValues.ramp(from: values.number(0), by: values.number(1), to: values.number(2)), widths)
        interpulse = values.number(6)
        threshold = values.number(7)
        part = values.number(8) / 100
        pulses = values.count(hasMode ? 11 : 10)
    }

    mutating func nextTrain(_ cell: inout EmulatedCell) -> (measurements: [EmulatedMeasurement], duration: Double)? {
        guard !isOver, index < steps.count else { return nil }
        defer { index += 1 }
        guard index >= 0 else {
            let before = cell.measure(0, 0)
            first = before.resistance
            isOver = before.resistance < threshold
            return ([before], 0)
        }
        let step = steps[index]
        var measurements: [EmulatedMeasurement] = []
        for _ in 0..<pulses where !isOver {
            cell.pulse(step.voltage, step.width)
            measurements.append(cell.measure(step.voltage, step.width))
            let now = measurements[measurements.count - 1].resistance
            isOver = now < threshold || (part > 0 && now < first * (1 - part))
        }
        return (measurements, Double(measurements.count) * (step.width + interpulse))
    }
}

/// Endurance: positive pulses, negative pulses, over and over, a reading after each.
struct EmulatedEndurance: EmulatedRoutine {
    private let trains: [(voltage: Double, width: Double, pulses: Int)]
    private let interpulse: Double
    private let total: Int
    private var index = 0

    init(_ values: JobValues) {
        trains = [
            (values.number(0), values.number(1), values.count(7)),
            (values.number(3), values.number(4), values.count(8)),
        ]
        interpulse = values.number(6)
        total = 2 * values.count(9, most: 1_000_000)
    }

    mutating func nextTrain(_ cell: inout EmulatedCell) -> (measurements: [EmulatedMeasurement], duration: Double)? {
        guard index < total else { return nil }
        let train = trains[index % 2]
        index += 1
        var measurements: [EmulatedMeasurement] = []
        for _ in 0..<train.pulses {
            cell.pulse(train.voltage, train.width)
            measurements.append(cell.measure(train.voltage, train.width))
        }
        return (measurements, Double(train.pulses) * (train.width + interpulse))
    }
}

/// Readings under a constant voltage.
struct EmulatedChronoAmperometry: EmulatedRoutine {
    private let bias: Double
    private let width: Double
    private var left: Int

    init(_ values: JobValues) {
        bias = values.number(0)
        width = values.number(1)
        left = values.count(2, most: 1_000_000)
    }

    mutating func nextTrain(_ cell: inout EmulatedCell) -> (measurements: [EmulatedMeasurement], duration: Double)? {
        guard left > 0 else { return nil }
        left -= 1
        cell.pulse(bias, width)
        return ([cell.measure(bias, width)], width)
    }
}
