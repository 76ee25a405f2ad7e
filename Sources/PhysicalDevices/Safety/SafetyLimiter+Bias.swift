/// Bias voltages: what may be held, and the ramp on which they get there.
extension SafetyLimiter {
    private static let longestRamp = 10_000

    /// Checks one move of rows and enters it into the account of what is held.
    mutating func clear(_ request: BiasRequest) throws -> Cleared<BiasRequest> {
        try check(request)
        if let ramp = envelope.biasRamp {
            let step = largestChange(request)
            guard step <= ramp.largestStep.value * (1 + 1e-9) else {
                throw refused(
                    "hold", "a step of \(Voltage(step)) is above the envelope's \(ramp.largestStep)",
                    remedy: "Raise max-bias-step in the device's envelope.")
            }
        }
        bias.move(request)
        return Cleared(request)
    }

    /// The steps on which rows come from where they are to where `target` wants them, and the time between two of them
    /// [s]. Throws for targets that are refused, and for ramps that would take longer than `patience` seconds.
    func ramp(to target: BiasRequest, patience: Double) throws -> (steps: [BiasRequest], interval: Double) {
        try check(target)
        guard bias.isKnown else {
            throw DeviceError(
                .notReady, "a change of bias failed half-way, so nobody knows what the rows are held at",
                remedy: "Enter the safe state first.", device: device, operation: "hold", hardwareState: .unknown)
        }
        guard let ramp = envelope.biasRamp else { return ([target], 0) }
        let distance = largestChange(target)
        let count = max(1, (distance / ramp.largestStep.value).rounded(.up))
        let interval = ramp.slewRate.map { distance / count / $0 } ?? 0
        guard count <= Double(Self.longestRamp), interval * count <= patience else {
            throw refused(
                "hold", "the ramp of \(Voltage(distance)) would take \(count) steps and \(TimeSpan(interval * count))",
                remedy: "Move less far at a time, or raise max-bias-step and max-bias-slew in the device's envelope.")
        }
        let start = target.rows.map { bias.voltage(tile: target.tile, row: $0) }
        let steps = (1...Int(count)).map { step in
            var request = target
            // The last step is the target itself, free of rounding.
            guard step < Int(count) else { return request }
            let share = Double(step) / count
            request.voltages = zip(start, target.voltages).map { Voltage($0 + ($1.value - $0) * share) }
            return request
        }
        return (steps, interval)
    }

    private func largestChange(_ request: BiasRequest) -> Double {
        zip(request.rows, request.voltages).reduce(0) { largest, move in
            max(largest, abs(move.1.value - bias.voltage(tile: request.tile, row: move.0)))
        }
    }

    private func check(_ request: BiasRequest) throws {
        guard request.voltages.count == request.rows.count, (0..<descriptor.array.tiles).contains(request.tile),
            !request.rows.isEmpty, request.rows.lowerBound >= 0, request.rows.upperBound <= descriptor.array.rows
        else {
            throw invalid(
                "hold",
                "\(request.voltages.count) voltages for rows \(request.rows.lowerBound)..<\(request.rows.upperBound) "
                    + "of tile \(request.tile)",
                remedy: "Give one voltage for every row, and rows that the device has (pibctl device show).")
        }
        let limit = min(
            envelope.maximumBiasVoltage?.value ?? envelope.maximumReadVoltage.value, descriptor.drive.fullScale.value)
        for voltage in request.voltages {
            guard abs(voltage.value) <= limit else {  // NaN too
                throw refused(
                    "hold", "a bias of \(voltage) is above \(Voltage(limit))",
                    remedy: "Lower it, or raise max-bias-voltage in the device's envelope within the device's range.")
            }
            guard descriptor.drive.signed || voltage.value >= 0 else {
                throw invalid("hold", "a negative bias on a device with unsigned inputs", remedy: "Use positive ones.")
            }
            try checkCellCurrent(at: voltage, operation: "hold")
        }
        try checkRows(of: request)
    }

    private func checkRows(of request: BiasRequest) throws {
        for limits in limits(touching: request.tile, rows: request.rows) {
            for (row, voltage) in zip(request.rows, request.voltages) where limits.block.rows.contains(row) {
                try check(voltage, against: limits, operation: "hold")
            }
        }
        let moved = request.voltages.reduce(0) { $0 + abs($1.value) }
        let sum = moved + bias.sum(tile: request.tile, outside: request.rows)
        try checkColumnCurrent(atSum: sum, operation: "hold")
    }
}
