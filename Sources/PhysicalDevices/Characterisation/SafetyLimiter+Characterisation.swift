/// Test routines against the envelope: the worst they can do counts, not what they are expected to do.
extension SafetyLimiter {
    /// The limit on pulses in one request is for counted pulses and does not hold here; that on a cell's life does.
    mutating func clear(_ request: CharacterisationRequest) throws -> Cleared<CharacterisationRequest> {
        let operation = request.method.name
        try check(request.block, inPairs: false, operation: operation)
        if let problem = request.method.parameters.problem {
            throw invalid(
                operation, "the parameters are wrong: \(problem)", remedy: "See docs/arc-one.md for their ranges.")
        }
        let exposure = request.method.parameters.exposure
        try checkShape(exposure, operation)
        try checkReading(of: request.method, operation)
        try checkCurrents(exposure, request, operation)
        try checkRate(exposure, operation)
        try checkCellLimits(exposure, request, operation)
        try wearOut(exposure, request.block, operation)
        return Cleared(request)
    }

    private func checkShape(_ exposure: PulseExposure, _ operation: String) throws {
        guard let pulses = descriptor.pulses else {
            throw invalid(operation, "the device takes no pulses", remedy: "Use a device that is pulse-programmable.")
        }
        for limit in [envelope.setAmplitude.upperBound, pulses.setAmplitude.upperBound]
        where !(exposure.highest <= limit) {
            throw refused(
                operation, "it may reach \(exposure.highest), above \(limit)", remedy: "Lower its highest voltage.")
        }
        for limit in [envelope.resetAmplitude.lowerBound, pulses.resetAmplitude.lowerBound]
        where !(exposure.lowest >= limit) {
            throw refused(
                operation, "it may reach \(exposure.lowest), below \(limit)", remedy: "Raise its lowest voltage.")
        }
        for limit in [envelope.pulseWidth, pulses.width] where !limit.contains(exposure.width) {
            throw refused(
                operation, "its pulses last \(exposure.width.text), outside \(limit.text)",
                remedy: "Stay inside the device's envelope (pibctl device show).")
        }
    }

    private func checkReading(of method: CharacterisationMethod, _ operation: String) throws {
        guard case .bitLine(let pulse) = method, !(pulse.readVoltage <= envelope.maximumReadVoltage) else { return }
        throw refused(
            operation, "a read voltage of \(pulse.readVoltage) is above the envelope's \(envelope.maximumReadVoltage)",
            remedy: "Lower it, or raise max-read-voltage in the device's envelope.")
    }

    /// The voltage that a cell at the upper end of the window would need for the most that can flow.
    private func worstVoltage(_ exposure: PulseExposure) -> Voltage {
        let largest = max(exposure.highest.value, -exposure.lowest.value)
        let limit = exposure.compliance.map { $0.value / descriptor.conductanceWindow.upperBound.value }
        return Voltage(min(largest, limit ?? largest))
    }

    private func checkCurrents(
        _ exposure: PulseExposure, _ request: CharacterisationRequest, _ operation: String
    ) throws {
        let voltage = worstVoltage(exposure)
        try checkCellCurrent(at: voltage, operation: operation)
        var sum = voltage.value + bias.sum(tile: request.block.tile, outside: 0..<0)
        if case .bitLine = request.method {
            let rows = request.block.rows.count
            // The rows that are not meant see half the voltage.
            sum = voltage.value * Double(rows) + voltage.value / 2 * Double(descriptor.array.rows - rows)
        }
        try checkColumnCurrent(atSum: sum, operation: operation)
    }

    /// The device makes its pulses at its own pace, so a pace that is too fast can only be refused.
    private func checkRate(_ exposure: PulseExposure, _ operation: String) throws {
        let limits = [
            ("max-pulse-rate", envelope.maximumPulseRate),
            ("max-pulse-rate-per-cell", envelope.maximumCellPulseRate),
        ]
        for (key, limit) in limits where exposure.pulses > 1 {
            guard let limit, !(Double(exposure.pulses) <= limit * exposure.duration.value) else { continue }
            throw refused(
                operation, "it makes more than \(limit) pulses a second",
                remedy: "Make the pause between its pulses longer, or raise \(key) in the device's envelope.")
        }
    }

    private func checkCellLimits(
        _ exposure: PulseExposure, _ request: CharacterisationRequest, _ operation: String
    ) throws {
        let current = current(at: worstVoltage(exposure).value)
        for limits in limits(touching: request.block.tile, rows: request.block.rows)
        where limits.block.columns.overlaps(request.block.columns) {
            let findings: [(isInside: Bool, text: String)] = [
                (limits.maximumSetVoltage.map { exposure.highest <= $0 } ?? true, "\(exposure.highest)"),
                (limits.maximumResetVoltage.map { exposure.lowest.value >= -$0.value } ?? true, "\(exposure.lowest)"),
                (
                    limits.maximumPulseWidth.map { exposure.width.upperBound <= $0 } ?? true,
                    "\(exposure.width.upperBound)"
                ),
                (limits.maximumCellCurrent.map { current <= $0 } ?? true, "\(current)"),
                (
                    limits.maximumPulsesPerCell.map { mostWear(exposure, request.block) <= $0 } ?? true,
                    "\(exposure.pulses) more pulses"
                ),
            ]
            for finding in findings where !finding.isInside {
                throw refused(
                    operation, "it may give the cells of \(limits.block) \(finding.text), more than they may have",
                    remedy: "Leave these cells out, or widen their limits in [[device.envelope.cells]].")
            }
        }
    }

    /// Pulses that the most worn cell of the block would have had afterwards.
    private func mostWear(_ exposure: PulseExposure, _ block: CellBlock) -> Int {
        var most = 0
        for row in block.rows {
            for column in block.columns { most = max(most, wear.pulses(tile: block.tile, row: row, column: column)) }
        }
        return most + exposure.pulses
    }

    private mutating func wearOut(_ exposure: PulseExposure, _ block: CellBlock, _ operation: String) throws {
        if let limit = envelope.maximumPulsesPerCell, mostWear(exposure, block) > limit {
            throw refused(
                operation, "a cell would have had more than \(limit) pulses",
                remedy: "The cell is worn out by the envelope's max-pulses-per-cell; use other cells or raise it.")
        }
        let shape = PulseShape(
            setAmplitude: exposure.highest, resetAmplitude: exposure.lowest, width: exposure.width.upperBound)
        var left = exposure.pulses
        while left > 0 {
            let part = Int8(min(left, 127))
            wear.add(PulseMap(block: block, counts: [Int8](repeating: part, count: block.count), shape: shape))
            left -= Int(part)
        }
    }
}
