import Matrices
import PhysicalDevices

/// Resistances of single cells.
extension ArcOne: ConductanceReadable {
    public func conductances(_ block: Cleared<CellBlock>) async throws -> Matrix<Float> {
        let block = block.request
        return try await operate("read-conductances") { device, link in
            let resistances =
                if block.count == 1 {
                    try await link.floats(1, for: .read(block.arcCells[0]))
                } else if block.rows.lowerBound == 0, block.columns.lowerBound == 0 {
                    try await link.floats(
                        block.count, for: .readAll(words: block.rows.count, bits: block.columns.count),
                        within: device.readingTime(block.count))
                } else {
                    try await device.readMasked(block, link)
                }
            return try await device.conductances(resistances, of: block, link, "read-conductances")
        }
    }

    /// Resistances of any block: each cell is named once the one before has been read.
    func readMasked(_ block: CellBlock, _ link: ArcLink) async throws -> [Float] {
        try await link.start(.readMasked(count: block.count))
        var resistances: [Float] = []
        for cell in block.arcCells {
            resistances += try await link.moreFloats(1, for: .cell(cell))
        }
        await link.finish()
        return resistances
    }

    /// The longest that `count` readings may take.
    func readingTime(_ count: Int) -> Duration {
        settings.timing.reply + settings.timing.readCycle * (settings.session.readCycles * count)
    }

    private func conductances(
        _ resistances: [Float], of block: CellBlock, _ link: ArcLink, _ operation: String
    ) async throws -> Matrix<Float> {
        for (cell, resistance) in zip(block.arcCells, resistances) where !(resistance > 0) {
            throw await implausible(link, cell, resistance, operation)
        }
        return Matrix(rows: block.rows.count, columns: block.columns.count, elements: resistances.map { 1 / $0 })
    }
}
