import Matrices

/// Current compliance: what would flow if every cell conducted as the upper end of the window does.
extension SafetyLimiter {
    private var highestConductance: Double { descriptor.conductanceWindow.upperBound.value }

    func current(at voltage: Double) -> ElectricCurrent { ElectricCurrent(abs(voltage) * highestConductance) }

    func checkCellCurrent(at voltage: Voltage, operation: String) throws {
        guard let limit = envelope.maximumCellCurrent else { return }
        let current = current(at: voltage.value)
        guard current <= limit else {
            throw refused(
                operation, "a cell may carry \(current) at \(voltage), more than the envelope's \(limit)",
                remedy: "Lower the voltage, or raise max-cell-current in the device's envelope.")
        }
    }

    /// `sum` is that of the magnitudes of all rows' voltages on a tile [V].
    func checkColumnCurrent(atSum sum: Double, operation: String) throws {
        guard let limit = envelope.maximumColumnCurrent else { return }
        let current = current(at: sum)
        guard current <= limit else {
            throw refused(
                operation, "a column may carry \(current), more than the envelope's \(limit)",
                remedy: "Drive fewer rows or lower the voltages, or raise max-column-current in the device's envelope.")
        }
    }

    func checkColumnCurrent(of request: DriveRequest) throws {
        guard envelope.maximumColumnCurrent != nil else { return }
        let held = bias.sum(tile: request.block.tile, outside: request.block.rows)
        let driven = request.drive.largestRowSum * descriptor.drive.fullScale.value
        try checkColumnCurrent(atSum: driven + held, operation: "process")
    }

    func checkCurrents(of shape: PulseShape, tile: Int, operation: String) throws {
        guard envelope.maximumCellCurrent != nil || envelope.maximumColumnCurrent != nil else { return }
        let voltage = Voltage(max(abs(shape.setAmplitude.value), abs(shape.resetAmplitude.value)))
        try checkCellCurrent(at: voltage, operation: operation)
        try checkColumnCurrent(atSum: voltage.value + bias.sum(tile: tile, outside: 0..<0), operation: operation)
    }
}

extension Matrix where Scalar == Float {
    /// The largest sum of magnitudes of a row.
    fileprivate var largestRowSum: Double {
        withUnsafeElements { elements in
            var largest = 0.0
            for row in 0..<rows {
                var sum = 0.0
                for index in row * columns..<(row + 1) * columns { sum += Double(abs(elements[index])) }
                largest = max(largest, sum)
            }
            return largest
        }
    }
}
