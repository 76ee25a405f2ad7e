/// SET_INPUT: static voltages on consecutive rows.
public struct CWPSetInputRequest: CWPRequest {
    public typealias Response = CWPCount
    public static let opcode = CWPOpcode.setInput

    /// The tile.
    public var tile: UInt16
    /// The first row.
    public var row: UInt16
    /// [uV] for each row from `row` on.
    public var microvolts: [Int32]

    /// Sets the rows from `row` on.
    public init(tile: UInt16, row: UInt16, microvolts: [Int32]) {
        self.tile = tile
        self.row = row
        self.microvolts = microvolts
    }

    public init(payload: [UInt8]) throws(CWPMessageError) {
        var reader = PayloadReader(payload, of: "SET_INPUT request")
        tile = try reader.integer()
        row = try reader.integer()
        let count = Int(try reader.integer(UInt16.self))
        try reader.skip(2)
        microvolts = try reader.integers(count: count)
        try reader.finish()
    }

    public func payload() throws(CWPMessageError) -> [UInt8] {
        var writer = PayloadWriter(capacity: 8 + 4 * microvolts.count)
        writer.append(tile)
        writer.append(row)
        try writer.append(countOf: microvolts, "voltages", of: "SET_INPUT request")
        writer.append(UInt16(0))
        writer.append(contentsOf: microvolts)
        return writer.bytes
    }

    public func mismatch(_ response: CWPCount) -> String? { response.mismatch(asked: microvolts.count) }
}

/// SET_GAIN: the gain of consecutive columns, on boards with the capability `.gain`.
public struct CWPSetGainRequest: CWPRequest {
    public typealias Response = CWPCount
    public static let opcode = CWPOpcode.setGain

    /// The tile.
    public var tile: UInt16
    /// The first column.
    public var column: UInt16
    /// The board's current range, by its number.
    public var range: UInt16
    /// The gain for each column from `column` on, finite.
    public var gains: [Float]

    /// Sets the columns from `column` on.
    public init(tile: UInt16, column: UInt16, range: UInt16, gains: [Float]) {
        self.tile = tile
        self.column = column
        self.range = range
        self.gains = gains
    }

    public init(payload: [UInt8]) throws(CWPMessageError) {
        var reader = PayloadReader(payload, of: "SET_GAIN request")
        tile = try reader.integer()
        column = try reader.integer()
        let count = Int(try reader.integer(UInt16.self))
        range = try reader.integer()
        gains = try reader.numbers(count: count)
        try reader.finish()
    }

    public func payload() throws(CWPMessageError) -> [UInt8] {
        var writer = PayloadWriter(capacity: 8 + 4 * gains.count)
        writer.append(tile)
        writer.append(column)
        try writer.append(countOf: gains, "gains", of: "SET_GAIN request")
        writer.append(range)
        writer.append(contentsOf: gains)
        return writer.bytes
    }

    public func mismatch(_ response: CWPCount) -> String? { response.mismatch(asked: gains.count) }
}
