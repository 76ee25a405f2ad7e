/// Looks for the voltages at which a cell switches: first for the sign it answers to, then to and fro in cycles.
struct EmulatedSwitchSeeker: EmulatedRoutine {
    private enum Stage { case baseline, sign, cycles, over }

    private let width: Double
    private let voltages: [Double]
    private let interpulse: Double
    private let threshold: Double
    private let reads: Int
    private let pulses: Int
    private let tolerance: Double
    private let readsAfterPulse: Bool
    private var polarity: Double
    private var stage = Stage.baseline
    private var base = 0.0
    private var step = 0
    private var cyclesLeft: Int

    init(_ values: JobValues) {
        width = values.number(0)
        voltages = JobValues.ramp(
            from: abs(values.number(1)), by: values.number(2), to: abs(values.number(3)))
        interpulse = values.number(4)
        threshold = values.number(5)
        reads = max(1, values.count(6, most: 1000))
        pulses = values.count(7)
        cyclesLeft = values.count(8, most: 1_000_000)
        tolerance = values.number(9) / 100
        readsAfterPulse = values.integer(10) != 0
        polarity = Double(values.integer(11).signum())
    }

    mutating func nextTrain(_ cell: inout EmulatedCell) -> (measurements: [EmulatedMeasurement], duration: Double)? {
        switch stage {
        case .over: return nil
        case .baseline:
            let readings = (0..<reads).map { _ in cell.measure(0, 0) }
            base = mean(readings)
            stage = base > threshold ? .over : polarity == 0 ? .sign : .cycles
            return (readings, 0)
        case .sign:
            let sign = step % 2 == 0 ? 1.0 : -1.0
            let train = train(sign * voltages[step / 2], &cell)
            step += 1
            if hasSwitched(train.now) {
                polarity = -sign
                next(.cycles, base: train.now)
            } else if step / 2 >= voltages.count {
                stage = .over
            }
            return (train.measurements, train.duration)
        case .cycles:
            guard cyclesLeft > 0 else { return nil }
            let train = train(polarity * voltages[step], &cell)
            step += 1
            if hasSwitched(train.now) || step >= voltages.count {
                polarity = -polarity
                cyclesLeft -= 1
                next(.cycles, base: train.now)
            }
            return (train.measurements, train.duration)
        }
    }

    private mutating func next(_ stage: Stage, base: Double) {
        self.stage = stage
        self.base = base
        step = 0
    }

    private func hasSwitched(_ now: Double) -> Bool { abs(now - base) > tolerance * base }

    private func mean(_ readings: [EmulatedMeasurement]) -> Double {
        readings.reduce(0) { $0 + $1.resistance } / Double(readings.count)
    }

    private func train(
        _ voltage: Double, _ cell: inout EmulatedCell
    ) -> (measurements: [EmulatedMeasurement], now: Double, duration: Double) {
        var measurements: [EmulatedMeasurement] = []
        for _ in 0..<pulses {
            cell.pulse(voltage, width)
            if readsAfterPulse { measurements.append(cell.measure(voltage, width)) }
        }
        let readings = (0..<reads).map { _ in cell.measure(voltage, width) }
        return (measurements + readings, mean(readings), Double(pulses) * (width + interpulse))
    }
}

/// Pulses towards a resistance: of one sign until it is reached or passed, then of the other.
struct EmulatedConvergence: EmulatedRoutine {
    private let steps: PulseLadder
    private let interpulse: Double
    private let target: Double
    private let tolerance: Double
    private let initialTolerance: Double
    private let pulses: Int
    private var polarity: Double
    private var index = -1
    private var last = 0.0

    init(_ values: JobValues) {
        let voltages = JobValues.ramp(from: abs(values.number(0)), by: values.number(1), to: abs(values.number(2)))
        let widths = JobValues.widths(
            from: values.number(3), step: values.number(4), to: values.number(5), isLinear: false)
        steps = PulseLadder(voltages, widths)
        interpulse = values.number(6)
        target = values.number(7)
        tolerance = values.number(8) / 100
        initialTolerance = values.number(9) / 100
        pulses = max(1, values.count(10))
        polarity = values.integer(11) < 0 ? -1 : 1
    }

    mutating func nextTrain(_ cell: inout EmulatedCell) -> (measurements: [EmulatedMeasurement], duration: Double)? {
        guard index >= 0 else {
            index = 0
            let before = cell.measure(0, 0)
            last = before.resistance
            return ([before], 0)
        }
        guard abs(last - target) > tolerance * target else { return nil }
        // At the end of the ramp it stays at the highest voltage and longest width.
        let step = steps[min(index, steps.count - 1)]
        for _ in 0..<pulses { cell.pulse(polarity * step.voltage, step.width) }
        let after = cell.measure(polarity * step.voltage, step.width)
        let hasPassed = (last - target) * (after.resistance - target) < 0
        let isWorse = abs(after.resistance - target) > abs(last - target) * (1 + initialTolerance)
        index += 1
        if hasPassed || isWorse {
            polarity = -polarity
            index = 0
        }
        last = after.resistance
        return ([after], Double(pulses) * (step.width + interpulse))
    }
}
