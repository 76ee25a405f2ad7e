import Matrices

extension SafetyLimiter {
    mutating func clear(_ map: PulseMap) throws -> Cleared<PulseMap> {
        try check(map.block, inPairs: false, operation: "program")
        guard let pulses = descriptor.pulses else {
            throw DeviceError(
                .notSupported, "the device takes no pulses", remedy: "Use a device that is pulse-programmable.",
                device: device, operation: "program", hardwareState: .asBefore)
        }
        guard map.counts.count == map.block.count else {
            throw invalid(
                "program", "\(map.counts.count) counts for \(map.block.count) cells",
                remedy: "Give one count for every cell of the block.")
        }
        try check(map.shape, against: pulses)
        let limit = min(envelope.maximumPulsesPerRequest, pulses.maximumCount)
        let largest = PulseCounts.largest(map.counts)
        guard largest <= limit else {
            throw refused(
                "program", "\(largest) pulses to one cell in one request; the limit is \(limit)",
                remedy: "Send fewer at a time, or raise max-pulses-per-request within the device's range.")
        }
        try checkCurrents(of: map.shape, tile: map.block.tile, operation: "program")
        try checkCellLimits(of: map)
        try wearOut(map, operation: "program")
        return Cleared(map)
    }

    /// Programming towards targets is the device's own affair but for where, how far and how often: it is taken to use
    /// the nominal pulse, and to cost every cell one.
    mutating func clear(_ map: TargetMap) throws -> Cleared<TargetMap> {
        let operation = "program-targets"
        try check(map.block, inPairs: false, operation: operation)
        let window = descriptor.conductanceWindow
        guard map.targets.rows == map.block.rows.count, map.targets.columns == map.block.columns.count,
            map.targets.elements.allSatisfy({ window.contains(Conductance(Double($0))) })
        else {
            throw invalid(
                operation, "targets that do not fit the block or lie outside \(window.text)",
                remedy: "Give one target conductance inside the device's window for every cell.")
        }
        if let nominal = descriptor.pulses?.nominal {
            try checkCurrents(of: nominal, tile: map.block.tile, operation: operation)
            let pulses = PulseMap(
                block: map.block, counts: [Int8](repeating: 1, count: map.block.count), shape: nominal)
            try checkCellLimits(of: pulses, operation: operation)
            try wearOut(pulses, operation: operation)
        }
        return Cleared(map)
    }

    /// When the pulses may start [s], by the limits on rates. Throws when that is more than `patience` seconds away.
    mutating func reserve(_ map: PulseMap, at now: Double, patience: Double) throws -> Double {
        let starts = [
            (rates.deviceStart(map, at: now), "max-pulse-rate", rates.deviceRate),
            (rates.cellStart(map, at: now), "max-pulse-rate-per-cell", rates.cellRate),
        ]
        for (start, key, rate) in starts where start - now > patience {
            throw refused(
                "program",
                "at \(rate ?? 0) pulses a second the request would have to wait \(TimeSpan(start - now)), "
                    + "more than \(TimeSpan(patience))",
                remedy: "Ask for fewer pulses at a time or less often, or raise \(key) in the device's envelope.")
        }
        rates.enter(map, at: now)
        return starts.reduce(now) { max($0, $1.0) }
    }

    private mutating func wearOut(_ map: PulseMap, operation: String) throws {
        if let limit = envelope.maximumPulsesPerCell, wear.highest(after: map) > limit {
            throw refused(
                operation, "a cell would have had more than \(limit) pulses",
                remedy: "The cell is worn out by the envelope's max-pulses-per-cell; use other cells or raise it.")
        }
        wear.add(map)
    }

    func check(_ shape: PulseShape, against pulses: PulseRange) throws {
        guard
            envelope.setAmplitude.contains(shape.setAmplitude), pulses.setAmplitude.contains(shape.setAmplitude)
        else { throw outside("SET amplitude \(shape.setAmplitude)", envelope.setAmplitude.text) }
        guard
            envelope.resetAmplitude.contains(shape.resetAmplitude), pulses.resetAmplitude.contains(shape.resetAmplitude)
        else { throw outside("RESET amplitude \(shape.resetAmplitude)", envelope.resetAmplitude.text) }
        guard envelope.pulseWidth.contains(shape.width), pulses.width.contains(shape.width) else {
            throw outside("pulse width \(shape.width)", envelope.pulseWidth.text)
        }
    }

    private func outside(_ found: String, _ limit: String) -> DeviceError {
        refused(
            "program", "\(found) outside \(limit)",
            remedy: "Stay inside the device's envelope (pibctl device show).")
    }
}
