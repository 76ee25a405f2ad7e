import PhysicalDevices

/// Pulses: one job each, and each is confirmed by a reading of the cell before the next.
extension ArcOne: PulseProgrammable, CellSelecting {
    public func program(_ map: Cleared<PulseMap>) async throws -> ProgramReport {
        let map = map.request
        let start = ContinuousClock.now
        return try await operate("program") { device, link in
            var applied = 0
            for (index, cell) in map.block.arcCells.enumerated() where map.counts[index] != 0 {
                let count = Int(map.counts[index].magnitude)
                let voltage = map.counts[index] > 0 ? map.shape.setAmplitude : map.shape.resetAmplitude
                for done in 0..<count {
                    try Task.checkCancellation()
                    device.doubt(cell, map.block.tile, confirmed: done, requested: count)
                    let reading = try await link.floats(
                        1, for: .pulse(cell, voltage: voltage, width: map.shape.width))
                    // The reading confirms the pulse, so it is settled whatever its value.
                    device.unsettled.removeLast()
                    applied += 1
                    guard reading[0] > 0 else {
                        throw await device.implausible(link, cell, reading[0], "program", left: .unknown)
                    }
                }
            }
            return ProgramReport(applied: applied, refusedCells: 0, duration: start.elapsed)
        }
    }

    public func select(_ cell: Cleared<CellBlock>) async throws {
        let cell = try single(cell.request, "select")
        try await operate("select") { device, link in
            try await link.send(.select(cell))
            device.selected = cell
        }
    }

    public func pulseSelected(_ map: Cleared<PulseMap>) async throws {
        let map = map.request
        let cell = try single(map.block, "pulse-selected")
        guard map.counts.count == 1 else { return }
        try await operate("pulse-selected", keepingSelection: true) { device, link in
            guard device.selected == cell else {
                throw device.error(
                    .invalidRequest, "the cross-point of this cell is not closed", remedy: "Select the cell first.",
                    "pulse-selected", .asBefore)
            }
            let count = Int(map.counts[0].magnitude)
            let voltage = map.counts[0] > 0 ? map.shape.setAmplitude : map.shape.resetAmplitude
            device.doubt(cell, map.block.tile, confirmed: 0, requested: count)
            for _ in 0..<count {
                try await link.send(.pulseSelected(voltage: voltage, width: map.shape.width), paced: true)
            }
            device.unsettled.removeLast()
        }
    }

    /// Enters a cell as in doubt, before anything is sent to it.
    func doubt(_ cell: ArcCell, _ tile: Int, confirmed: Int, requested: Int) {
        unsettled.append(
            ArcUnsettledPulse(
                block: CellBlock(tile: tile, rows: cell.word - 1..<cell.word, columns: cell.bit - 1..<cell.bit),
                confirmed: confirmed, requested: requested))
    }

    private func single(_ block: CellBlock, _ operation: String) throws -> ArcCell {
        guard let cell = block.arcCells.first, block.count == 1 else {
            throw error(
                .invalidRequest, "\(block.count) cells where one is selected at a time", remedy: "Name one cell.",
                operation, .asBefore)
        }
        return cell
    }
}

extension ContinuousClock.Instant {
    /// The time since then [s].
    var elapsed: TimeSpan { TimeSpan(duration(to: .now) / .seconds(1)) }
}
