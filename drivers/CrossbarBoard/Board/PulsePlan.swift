import PhysicalDevices

/// A pulse map as the requests that carry it out, in order.
///
/// Rows are never skipped and stay whole wherever they fit a request: a simulated board draws its noise row by row, and
/// the same map must give the same cells however it came.
struct PulsePlan {
    let shape: WireShape
    private let map: PulseMap
    private let profile: BoardProfile

    /// Amplitudes and width as they are sent.
    struct WireShape: Equatable {
        let setMillivolts: Int16
        let resetMillivolts: Int16
        let nanoseconds: UInt32
    }

    /// Throws `PlanError` for a shape that the board cannot make exactly.
    init(_ map: PulseMap, on profile: BoardProfile) throws {
        self.map = map
        self.profile = profile
        shape = try WireShape(map.shape, on: profile.board)
    }

    /// PROGRAM_MAP requests. Throws `PlanError`.
    func packed() throws -> [CWPProgramMapRequest] {
        try pieces(CellBlock(tile: map.block.tile, rows: map.block.rows, columns: map.block.columns)).map { block in
            CWPProgramMapRequest(
                block: try CWPBlock(block), setMillivolts: shape.setMillivolts, resetMillivolts: shape.resetMillivolts,
                nanoseconds: shape.nanoseconds, map: smallest(block))
        }
    }

    /// The trains of PROGRAM_PULSES, cell by cell. Throws `PlanError`.
    func trains() throws -> [CWPProgramPulsesRequest.Operation] {
        _ = try CWPBlock(map.block)
        var trains: [CWPProgramPulsesRequest.Operation] = []
        for (i, row) in map.block.rows.enumerated() {
            for (j, column) in map.block.columns.enumerated() {
                let count = map.counts[i * map.block.columns.count + j]
                guard count != 0 else { continue }
                trains.append(
                    .init(
                        row: UInt16(row), column: UInt16(column),
                        millivolts: count > 0 ? shape.setMillivolts : shape.resetMillivolts,
                        count: UInt16(count.magnitude), nanoseconds: shape.nanoseconds))
            }
        }
        return trains
    }

    /// The time that so many pulses take.
    func time(pulses: Int) -> Duration { .nanoseconds(Int64(pulses) * Int64(shape.nanoseconds)) }

    /// The block in pieces that fit a request, by whole rows where a row does.
    private func pieces(_ block: CellBlock) throws -> [CellBlock] {
        var pieces: [CellBlock] = []
        var start = block.rows.lowerBound
        var tally = Tally()
        for row in block.rows {
            let next = tally.adding(counts(row, block.columns))
            if fits(next, cells: block.columns.count, rows: row - start + 1) {
                tally = next
                continue
            }
            if row > start { pieces.append(CellBlock(tile: block.tile, rows: start..<row, columns: block.columns)) }
            start = row
            tally = Tally().adding(counts(row, block.columns))
            guard !fits(tally, cells: block.columns.count, rows: 1) else { continue }
            pieces += try halves(of: CellBlock(tile: block.tile, rows: row..<row + 1, columns: block.columns))
            start = row + 1
            tally = Tally()
        }
        if start < block.rows.upperBound {
            pieces.append(CellBlock(tile: block.tile, rows: start..<block.rows.upperBound, columns: block.columns))
        }
        return pieces
    }

    private func halves(of row: CellBlock) throws -> [CellBlock] {
        guard row.columns.count > 1 else {
            throw PlanError(
                "the pulses to one cell take longer than the board's watchdog allows for a request",
                remedy: "Ask for fewer pulses at a time, or set a longer watchdog.")
        }
        let middle = row.columns.lowerBound + (row.columns.count + 1) / 2
        return try [row.columns.lowerBound..<middle, middle..<row.columns.upperBound].flatMap {
            try pieces(CellBlock(tile: row.tile, rows: row.rows, columns: $0))
        }
    }

    /// What decides the size of a piece and the time it takes.
    private struct Tally {
        var nonZero = 0
        var pulses = 0
        var fitsNibbles = true

        func adding(_ counts: ArraySlice<Int8>) -> Tally {
            var sum = self
            for count in counts where count != 0 {
                sum.nonZero += 1
                sum.pulses += Int(count.magnitude)
                if !(-8...7 ~= count) { sum.fitsNibbles = false }
            }
            return sum
        }

        func bytes(cells: Int, rows: Int) -> Int {
            min(fitsNibbles ? rows * ((cells + 1) / 2) : rows * cells, 4 + 5 * nonZero)
        }
    }

    private func fits(_ tally: Tally, cells: Int, rows: Int) -> Bool {
        CWPProgramMapRequest.headSize + tally.bytes(cells: cells, rows: rows) <= profile.payloadLimit
            && time(pulses: tally.pulses) <= profile.boardTimeLimit
    }

    private func counts(_ row: Int, _ columns: Range<Int>) -> ArraySlice<Int8> {
        let start =
            (row - map.block.rows.lowerBound) * map.block.columns.count + columns.lowerBound
            - map.block.columns.lowerBound
        return map.counts[start..<start + columns.count]
    }

    /// The counts of a piece in the format that takes the fewest bytes.
    private func smallest(_ block: CellBlock) -> CWPPulseMap {
        let counts = block.rows.flatMap { self.counts($0, block.columns) }
        let tally = Tally().adding(counts[...])
        let width = block.columns.count
        if 4 + 5 * tally.nonZero == tally.bytes(cells: width, rows: block.rows.count) {
            return .sparse(
                counts.indices.filter { counts[$0] != 0 }.map {
                    CWPPulseMap.Cell(
                        row: UInt16(block.rows.lowerBound + $0 / width),
                        column: UInt16(block.columns.lowerBound + $0 % width), count: counts[$0])
                })
        }
        return tally.fitsNibbles ? .nibbles(counts) : .bytes(counts)
    }
}

extension PulsePlan.WireShape {
    /// Refuses amplitudes between two millivolts and widths between two of the board's steps: what is applied is what
    /// was asked for and was held against the envelope.
    init(_ shape: PulseShape, on board: CWPDescriptor) throws {
        func whole(_ value: Double, _ name: String) throws -> Int {
            guard value.isFinite, abs(value) < 4.3e9, abs(value - value.rounded()) < 1e-6 * max(1, abs(value)) else {
                throw PlanError("\(name) is not a whole number of the board's units", remedy: "Round it.")
            }
            return Int(value.rounded())
        }
        let set = try whole(shape.setAmplitude.value * 1e3, "the SET amplitude \(shape.setAmplitude) in mV")
        let reset = try whole(shape.resetAmplitude.value * 1e3, "the RESET amplitude \(shape.resetAmplitude) in mV")
        let width = try whole(shape.width.value * 1e9, "the width \(shape.width) in ns")
        guard let setMillivolts = Int16(exactly: set), let resetMillivolts = Int16(exactly: reset),
            let nanoseconds = UInt32(exactly: width), set >= 0, reset <= 0
        else {
            throw PlanError("pulses of \(set) mV, \(reset) mV and \(width) ns cannot be sent", remedy: "Choose others.")
        }
        let (first, step) = (board.pulseMinimumNanoseconds, board.pulseStepNanoseconds)
        guard nanoseconds >= first, nanoseconds % step == 0 || (nanoseconds - first) % step == 0 else {
            throw PlanError(
                "the board's pulse widths go from \(first) ns in steps of \(step) ns, and \(width) ns is none of them",
                remedy: "Choose a width that the board has.")
        }
        self.init(setMillivolts: setMillivolts, resetMillivolts: resetMillivolts, nanoseconds: nanoseconds)
    }
}
