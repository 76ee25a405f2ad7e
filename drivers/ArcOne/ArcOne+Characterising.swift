import PhysicalDevices

/// The board's own test routines.
extension ArcOne: CellCharacterising {
    public func characterise(_ request: Cleared<CharacterisationRequest>) async throws -> CharacterisationRecord {
        let request = request.request
        let start = ContinuousClock.now
        return try await operate(request.method.name) { device, link in
            let series =
                if case .bitLine(let pulse) = request.method {
                    try await device.pulseBitLine(pulse, request.block, link)
                } else {
                    try await device.run(request, link)
                }
            return CharacterisationRecord(
                method: request.method.name, readVoltage: device.settings.session.readVoltage, series: series,
                duration: start.elapsed)
        }
    }

    /// One job a cell, its address with it in one piece: a board that waits for an address, because the daemon is gone,
    /// would take the reset of the emergency stop for one.
    private func run(_ request: CharacterisationRequest, _ link: ArcLink) async throws -> [CellSeries] {
        var series: [CellSeries] = []
        for cell in request.block.arcCells {
            try Task.checkCancellation()
            let exposure = request.method.parameters.exposure
            doubt(cell, request.block.tile, confirmed: 0, requested: exposure.pulses)
            try await link.start(.routine(request.method, count: 1), .cell(cell))
            let deadline = ContinuousClock.now + longestTime(exposure)
            let job = await link.job
            let points = try await withTaskCancellationHandler {
                try await collect(request.method, exposure, cell, link, by: deadline)
            } onCancel: {
                Task { try? await link.interrupt(job: job) }
            }
            await link.finish()
            unsettled.removeLast()
            series.append(CellSeries(row: cell.word - 1, column: cell.bit - 1, points: points))
        }
        return series
    }

    /// The pulses, the gaps and the readings, and the time of a single reply on top.
    private func longestTime(_ exposure: PulseExposure) -> Duration {
        readingTime(exposure.readings) + .seconds(exposure.duration.value)
    }

    private func collect(
        _ method: CharacterisationMethod, _ exposure: PulseExposure, _ cell: ArcCell, _ link: ArcLink,
        by deadline: ContinuousClock.Instant
    ) async throws -> [CharacterisationPoint] {
        var cycles = 1
        var isCurve = false
        if case .curve(let trace) = method { (cycles, isCurve) = (trace.cycles, true) }
        var points: [CharacterisationPoint] = []
        for cycle in 0..<cycles {
            while true {
                let triplet = try await link.triplet(by: deadline)
                if triplet.isEnd { break }
                guard triplet.isPlausible else {
                    throw await implausible(link, cell, triplet.resistance, method.name, left: .unknown)
                }
                guard points.count < exposure.readings else {
                    if case .converge = method { return try await stop(points, link) }
                    throw await runaway(method, exposure, cell, link)
                }
                points.append(point(triplet, isCurve: isCurve, cycle: cycle))
            }
        }
        return points
    }

    private func point(_ triplet: ArcTriplet, isCurve: Bool, cycle: Int) -> CharacterisationPoint {
        let voltage = Double(triplet.voltage)
        let resistance = Double(triplet.resistance)
        return CharacterisationPoint(
            voltage: Voltage(voltage), resistance: Resistance(resistance), width: TimeSpan(Double(triplet.width)),
            current: isCurve ? ElectricCurrent(voltage / resistance) : nil, cycle: cycle)
    }

    /// Ends a routine that would not end by itself: the board is restarted, and what came until then stands.
    private func stop(_ points: [CharacterisationPoint], _ link: ArcLink) async throws -> [CharacterisationPoint] {
        try await startSession(link, flushing: true, operation: "converge")
        return points
    }

    private func runaway(
        _ method: CharacterisationMethod, _ exposure: PulseExposure, _ cell: ArcCell, _ link: ArcLink
    ) async -> DeviceError {
        try? await link.interrupt()
        return error(
            .invalidReading,
            "more than the \(exposure.readings) readings that the routine can have on word line \(cell.word), "
                + "bit line \(cell.bit)",
            remedy: "The board is restarted before the next operation; check its firmware.", method.name, .unknown)
    }

    private func pulseBitLine(_ pulse: BitLinePulse, _ block: CellBlock, _ link: ArcLink) async throws -> [CellSeries] {
        guard block.columns.count == 1 else {
            throw error(
                .invalidRequest, "\(block.columns.count) bit lines where one is pulsed at a time",
                remedy: "Name one column.", "bit-line", .asBefore)
        }
        let words = settings.session.words
        let column = block.columns.lowerBound
        unsettled.append(ArcUnsettledPulse(block: block, confirmed: 0, requested: 1))
        let job = ArcBitLineJob(writing: column + 1, words: block.rows.map { $0 + 1 }, pulse: pulse)
        let reply = try await link.floats(6 * words, for: .bitLine(job), within: readingTime(2 * words))
        unsettled.removeLast()
        let triplets = stride(from: 0, to: reply.count, by: 3).map {
            ArcTriplet(resistance: reply[$0], voltage: reply[$0 + 1], width: reply[$0 + 2])
        }
        for (index, triplet) in triplets.enumerated() where !(triplet.resistance > 0) {
            throw await implausible(
                link, ArcCell(word: index % words + 1, bit: column + 1), triplet.resistance, "bit-line",
                left: .unknown)
        }
        return (0..<words).map { row in
            let seen = block.rows.contains(row) ? pulse.voltage : Voltage(pulse.voltage.value / 2)
            return CellSeries(
                row: row, column: column,
                points: [
                    CharacterisationPoint(
                        voltage: Voltage(0), resistance: Resistance(Double(triplets[row].resistance)),
                        width: TimeSpan(0)),
                    CharacterisationPoint(
                        voltage: seen, resistance: Resistance(Double(triplets[words + row].resistance)),
                        width: pulse.width),
                ])
        }
    }
}
