/// PROGRAM_MAP: a signed pulse count for each cell of a block, on boards with the capability `.packedMap`.
public struct CWPProgramMapRequest: CWPRequest {
    public static let opcode = CWPOpcode.programMap
    /// Bytes before the map.
    public static let headSize = 20

    /// The block that is programmed.
    public var block: CWPBlock
    /// [mV] of a SET pulse, not negative.
    public var setMillivolts: Int16
    /// [mV] of a RESET pulse, not positive.
    public var resetMillivolts: Int16
    /// [ns] of each pulse.
    public var nanoseconds: UInt32
    /// The counts.
    public var map: CWPPulseMap

    /// Programs `block`.
    public init(
        block: CWPBlock, setMillivolts: Int16, resetMillivolts: Int16, nanoseconds: UInt32, map: CWPPulseMap
    ) {
        self.block = block
        self.setMillivolts = setMillivolts
        self.resetMillivolts = resetMillivolts
        self.nanoseconds = nanoseconds
        self.map = map
    }

    public init(payload: [UInt8]) throws(CWPMessageError) {
        var reader = PayloadReader(payload, of: "PROGRAM_MAP request")
        block = try CWPBlock(tile: try reader.integer(), from: &reader)
        let format = try reader.integer(UInt8.self)
        try reader.skip(1)
        setMillivolts = try reader.integer()
        resetMillivolts = try reader.integer()
        nanoseconds = try reader.integer()
        map = try CWPPulseMap(format: format, block: block, from: &reader)
        try reader.finish()
        if let problem = polarityProblem { throw reader.invalid(problem) }
    }

    public func payload() throws(CWPMessageError) -> [UInt8] {
        if let problem = polarityProblem { throw CWPMessageError(.badParameter, "PROGRAM_MAP request", problem) }
        var writer = PayloadWriter(capacity: Self.headSize + map.size(in: block))
        writer.append(block.tile)
        block.write(to: &writer)
        writer.append(map.format)
        writer.append(UInt8(0))
        writer.append(setMillivolts)
        writer.append(resetMillivolts)
        writer.append(nanoseconds)
        try map.write(block: block, to: &writer)
        return writer.bytes
    }

    public func mismatch(_ response: CWPProgramMapResponse) -> String? {
        if response.tile != block.tile { return "tile \(response.tile) answers tile \(block.tile)" }
        if Int(response.cellsRefused) > block.cells {
            return "\(response.cellsRefused) cells were refused of \(block.cells)"
        }
        let stray = response.refused.first { !block.contains(row: $0.row, column: $0.column) }
        return stray.map { "the refused cell (\($0.row), \($0.column)) lies outside the block" }
    }

    private var polarityProblem: String? {
        setMillivolts >= 0 && resetMillivolts <= 0
            ? nil : "SET at \(setMillivolts) mV and RESET at \(resetMillivolts) mV have the wrong polarity"
    }
}

/// What PROGRAM_MAP did.
public struct CWPProgramMapResponse: CWPPayload {
    /// The most refused cells that are named.
    public static let namedLimit = 64

    /// A cell that was refused, and why.
    public struct RefusedCell: Hashable, Sendable {
        /// The row, from the tile's origin.
        public var row: UInt16
        /// The column, from the tile's origin.
        public var column: UInt16
        /// Why.
        public var status: CWPStatus

        /// A refused cell.
        public init(row: UInt16, column: UInt16, status: CWPStatus) {
            self.row = row
            self.column = column
            self.status = status
        }
    }

    /// The tile.
    public var tile: UInt16
    /// Pulses executed.
    public var pulsesExecuted: UInt32
    /// Cells refused in all.
    public var cellsRefused: UInt32
    /// The first 64 of them.
    public var refused: [RefusedCell]

    /// A report; `refused` has all refused cells, or the first 64.
    public init(tile: UInt16, pulsesExecuted: UInt32, cellsRefused: UInt32, refused: [RefusedCell]) {
        self.tile = tile
        self.pulsesExecuted = pulsesExecuted
        self.cellsRefused = cellsRefused
        self.refused = refused
    }

    public init(payload: [UInt8]) throws(CWPMessageError) {
        var reader = PayloadReader(payload, of: "PROGRAM_MAP response")
        tile = try reader.integer()
        let someRefused = try reader.integer(UInt16.self) & 1 == 1
        pulsesExecuted = try reader.integer()
        cellsRefused = try reader.integer()
        guard someRefused == (cellsRefused > 0) else {
            throw reader.invalid("its flag contradicts \(cellsRefused) refused cells")
        }
        refused = []
        for _ in 0..<Swift.min(Int(cellsRefused), Self.namedLimit) {
            let row = try reader.integer(UInt16.self)
            let column = try reader.integer(UInt16.self)
            refused.append(RefusedCell(row: row, column: column, status: CWPStatus(rawValue: try reader.integer())))
        }
        try reader.finish()
    }

    public func payload() throws(CWPMessageError) -> [UInt8] {
        guard refused.count == Swift.min(Int(cellsRefused), Self.namedLimit) else {
            throw CWPMessageError(
                .badLength, "PROGRAM_MAP response", "\(refused.count) cells are named of \(cellsRefused) refused")
        }
        var writer = PayloadWriter(capacity: 12 + 6 * refused.count)
        writer.append(tile)
        writer.append(UInt16(cellsRefused > 0 ? 1 : 0))
        writer.append(pulsesExecuted)
        writer.append(cellsRefused)
        for cell in refused {
            writer.append(cell.row)
            writer.append(cell.column)
            writer.append(cell.status.rawValue)
        }
        return writer.bytes
    }
}
