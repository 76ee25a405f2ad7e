/// The narrower limits of blocks of cells.
extension SafetyLimiter {
    /// The limits that hold for some of the rows.
    func limits(touching tile: Int, rows: Range<Int>) -> [CellLimits] {
        envelope.cells.filter { $0.block.tile == tile && $0.block.rows.overlaps(rows) }
    }

    /// A voltage on a row of a block: reading and bias.
    func check(_ voltage: Voltage, against limits: CellLimits, operation: String) throws {
        if let limit = limits.maximumReadVoltage, !(Voltage(abs(voltage.value)) <= limit) {
            throw refused(operation, "\(voltage)", "\(limit)", "max-read-voltage", of: limits)
        }
        try checkCurrent(at: voltage, against: limits, operation: operation)
    }

    func checkCellLimits(of request: DriveRequest) throws {
        for limits in limits(touching: request.block.tile, rows: request.block.rows) {
            let rows = limits.block.rows.clamped(to: request.block.rows)
            let first = request.block.rows.lowerBound
            var largest: Float = 0
            for vector in 0..<request.drive.rows {
                for row in rows { largest = max(largest, abs(request.drive[vector, row - first])) }
            }
            try check(voltage(ofInput: largest), against: limits, operation: "process")
        }
    }

    func checkCellLimits(of map: PulseMap, operation: String = "program") throws {
        for limits in limits(touching: map.block.tile, rows: map.block.rows)
        where limits.block.columns.overlaps(map.block.columns) {
            try check(PulsedCells(of: map, in: limits.block, wear: wear), map.shape, against: limits, operation)
        }
    }

    private func check(
        _ cells: PulsedCells, _ shape: PulseShape, against limits: CellLimits, _ operation: String
    ) throws {
        func refuse(_ found: some CustomStringConvertible, _ limit: some CustomStringConvertible, _ key: String)
            -> DeviceError
        {
            refused(operation, found.description, limit.description, key, of: limits)
        }
        if cells.set > 0 {
            if let limit = limits.maximumSetVoltage, !(shape.setAmplitude <= limit) {
                throw refuse(shape.setAmplitude, limit, "max-set-voltage")
            }
            try checkCurrent(at: shape.setAmplitude, against: limits, operation: operation)
        }
        if cells.reset > 0 {
            if let limit = limits.maximumResetVoltage, !(shape.resetAmplitude.value >= -limit.value) {
                throw refuse(shape.resetAmplitude, limit, "max-reset-voltage")
            }
            try checkCurrent(at: shape.resetAmplitude, against: limits, operation: operation)
        }
        guard cells.set > 0 || cells.reset > 0 else { return }
        if let limit = limits.maximumPulseWidth, !(shape.width <= limit) {
            throw refuse(shape.width, limit, "max-pulse-width")
        }
        if let limit = limits.maximumPulsesPerRequest, max(cells.set, cells.reset) > limit {
            throw refuse("\(max(cells.set, cells.reset)) pulses", limit, "max-pulses-per-request")
        }
        if let limit = limits.maximumPulsesPerCell, cells.wearAfter > limit {
            throw refuse("\(cells.wearAfter) pulses of a cell's life", limit, "max-pulses-per-cell")
        }
    }

    private func checkCurrent(at voltage: Voltage, against limits: CellLimits, operation: String) throws {
        guard let limit = limits.maximumCellCurrent else { return }
        let current = current(at: voltage.value)
        guard current <= limit else {
            throw refused(operation, "\(current)", "\(limit)", "max-cell-current", of: limits)
        }
    }

    private func refused(
        _ operation: String, _ found: String, _ limit: String, _ key: String, of limits: CellLimits
    ) -> DeviceError {
        refused(
            operation, "\(found) where the cells of \(limits.block) may have \(limit) (\(key))",
            remedy: "Leave these cells out, or widen their limits in [[device.envelope.cells]].")
    }
}

/// What a pulse map does to the cells of a block with limits of its own.
private struct PulsedCells {
    /// Most SET pulses to one of its cells.
    var set = 0
    /// Most RESET pulses to one of its cells.
    var reset = 0
    /// Most pulses that a pulsed cell of it would have had then.
    var wearAfter = 0

    init(of map: PulseMap, in block: CellBlock, wear: WearAccount) {
        let columns = block.columns.clamped(to: map.block.columns)
        for row in block.rows.clamped(to: map.block.rows) {
            let start = (row - map.block.rows.lowerBound) * map.block.columns.count - map.block.columns.lowerBound
            for column in columns {
                let count = Int(map.counts[start + column])
                guard count != 0 else { continue }
                set = max(set, count)
                reset = max(reset, -count)
                wearAfter = max(
                    wearAfter, wear.pulses(tile: map.block.tile, row: row, column: column) + abs(count))
            }
        }
    }
}
