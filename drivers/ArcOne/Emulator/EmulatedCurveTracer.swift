/// Current against voltage: to one peak and back, then to the other; three zeros between two cycles.
struct EmulatedCurveTracer: EmulatedRoutine {
    private struct Half {
        var sign: Double
        var outwards: [Double]
        var limit: Double
    }

    private let halves: [Half]
    private let width: Double
    private let interpulse: Double
    private let halts: Bool
    private let cycles: Int
    private var cycle = 0
    private var half = 0

    init(_ values: JobValues) {
        func outwards(_ peak: Double) -> [Double] {
            JobValues.ramp(from: abs(values.number(2)), by: values.number(3), to: abs(peak))
        }
        let positive = Half(sign: 1, outwards: outwards(values.number(0)), limit: abs(values.number(6)))
        let negative = Half(sign: -1, outwards: outwards(values.number(1)), limit: abs(values.number(7)))
        halves =
            switch values.integer(10) {
            case 1: [negative, positive]
            case 2: [positive]
            case 3: [negative]
            default: [positive, negative]
            }
        width = values.number(4)
        interpulse = values.number(5)
        cycles = values.count(8, most: 1_000_000)
        halts = values.integer(11) == 1
    }

    mutating func nextTrain(_ cell: inout EmulatedCell) -> (measurements: [EmulatedMeasurement], duration: Double)? {
        guard cycle < cycles else { return nil }
        guard half < halves.count else {
            half = 0
            cycle += 1
            // The end of the last cycle is the end of the routine, which the board sends itself.
            return cycle < cycles ? ([.end], 0) : nil
        }
        let measurements = trace(halves[half], &cell)
        half += 1
        return (measurements, Double(measurements.count) * (width + interpulse))
    }

    private mutating func trace(_ half: Half, _ cell: inout EmulatedCell) -> [EmulatedMeasurement] {
        var measurements: [EmulatedMeasurement] = []
        func isOver(_ measurement: EmulatedMeasurement) -> Bool {
            half.limit > 0 && abs(measurement.voltage) / measurement.resistance > half.limit
        }
        for voltage in half.outwards where voltage != 0 {
            measurements.append(point(half.sign * voltage, &cell))
            guard isOver(measurements[measurements.count - 1]) else { continue }
            if halts { return measurements }
            break
        }
        for voltage in half.outwards.prefix(measurements.count).reversed() where voltage != 0 {
            measurements.append(point(half.sign * voltage, &cell))
        }
        return measurements
    }

    private func point(_ voltage: Double, _ cell: inout EmulatedCell) -> EmulatedMeasurement {
        cell.pulse(voltage, width)
        return cell.measure(voltage, width)
    }
}
