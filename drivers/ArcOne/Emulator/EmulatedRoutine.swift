/// A test routine of the emulated board on one cell: it goes on pulse train by pulse train, so that a reset can end it.
protocol EmulatedRoutine: Sendable {
    /// The measurements of the next train and how long it took [s]; nil when the routine has ended.
    mutating func nextTrain(_ cell: inout EmulatedCell) -> (measurements: [EmulatedMeasurement], duration: Double)?
}

/// Three numbers that the board sends for a measurement.
struct EmulatedMeasurement: Sendable, Equatable {
    var resistance: Double
    var voltage: Double
    var width: Double

    /// Ends a series.
    static let end = EmulatedMeasurement(resistance: 0, voltage: 0, width: 0)

    var bytes: [UInt8] { [resistance, voltage, width].flatMap(ArcOneMachine.bytes) }
}

/// One cell of the chip, for as long as a routine works on it.
struct EmulatedCell {
    var chip: ArcOneChip
    let row: Int
    let column: Int

    mutating func pulse(_ voltage: Double, _ width: Double) {
        chip.pulse(row: row, column: column, voltage: voltage, width: width)
    }

    mutating func read() -> Double { chip.resistance(row: row, column: column) }

    /// A reading after a pulse.
    mutating func measure(_ voltage: Double, _ width: Double) -> EmulatedMeasurement {
        EmulatedMeasurement(resistance: read(), voltage: voltage, width: width)
    }
}

/// Voltages, and at each of them all widths.
struct PulseLadder: Sendable {
    private let voltages: [Double]
    private let widths: [Double]

    init(_ voltages: [Double], _ widths: [Double]) {
        self.voltages = voltages
        self.widths = widths
    }

    var count: Int { voltages.count * widths.count }

    subscript(_ index: Int) -> (voltage: Double, width: Double) {
        (voltages[index / widths.count], widths[index % widths.count])
    }
}

/// A job's parameters, as they came.
struct JobValues: Sendable {
    private let texts: [String]

    init(_ texts: [String]) { self.texts = texts }

    /// A number, 0 where there is none, as a controller would read it.
    func number(_ index: Int) -> Double {
        guard texts.indices.contains(index), let number = Double(texts[index]), number.isFinite else { return 0 }
        return number
    }

    /// A whole number.
    func integer(_ index: Int) -> Int { Int(exactly: number(index).rounded(.towardZero)) ?? 0 }

    /// A count that no host means seriously above `most`.
    func count(_ index: Int, most: Int = 1000) -> Int { min(max(integer(index), 0), most) }

    /// Values from one to another, in steps; only the first where the step leads nowhere.
    static func ramp(from start: Double, by step: Double, to stop: Double) -> [Double] {
        var values = [start]
        let sign = stop < start ? -1.0 : 1.0
        guard step != 0, start != stop else { return values }
        for index in 1...10_000 {
            let value = start + Double(index) * sign * abs(step)
            guard abs(value) <= abs(stop) * (1 + 1e-6) else { break }
            values.append(value)
        }
        return values
    }

    /// Widths from one to another, longer by a share [%] or by a time.
    static func widths(from start: Double, step: Double, to stop: Double, isLinear: Bool) -> [Double] {
        var values = [start]
        while values.count < 1000, step > 0, let last = values.last, last > 0 {
            let next = isLinear ? last + step : last * (1 + step / 100)
            guard next <= stop * (1 + 1e-6) else { break }
            values.append(next)
        }
        return values
    }
}
