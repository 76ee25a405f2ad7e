/// READ_CONDUCTANCE: the conductances of a block.
public struct CWPReadConductanceRequest: CWPRequest {
    public static let opcode = CWPOpcode.readConductance

    /// How conductances are sent, by its number on the wire.
    public enum Format: UInt16, Hashable, Sendable {
        /// binary32 [S].
        case siemens = 0
        /// 16-bit codes times a scale.
        case codes = 1
    }

    /// The block that is read.
    public var block: CWPBlock
    /// [mV] at which is read.
    public var readMillivolts: Int16
    /// Measurements averaged in each value.
    public var averages: UInt16
    /// The format of the answer.
    public var format: Format

    /// Reads `block`.
    public init(block: CWPBlock, readMillivolts: Int16, averages: UInt16, format: Format) {
        self.block = block
        self.readMillivolts = readMillivolts
        self.averages = averages
        self.format = format
    }

    public init(payload: [UInt8]) throws(CWPMessageError) {
        var reader = PayloadReader(payload, of: "READ_CONDUCTANCE request")
        block = try CWPBlock(tile: try reader.integer(), from: &reader)
        readMillivolts = try reader.integer()
        averages = try reader.integer()
        let code = try reader.integer(UInt16.self)
        guard let format = Format(rawValue: code) else { throw reader.unknownFormat(code) }
        self.format = format
        try reader.finish()
    }

    public func payload() -> [UInt8] {
        var writer = PayloadWriter(capacity: 16)
        writer.append(block.tile)
        block.write(to: &writer)
        writer.append(readMillivolts)
        writer.append(averages)
        writer.append(format.rawValue)
        return writer.bytes
    }

    public func mismatch(_ response: CWPReadConductanceResponse) -> String? {
        let fits =
            response.tile == block.tile && response.rows == block.rows && response.columns == block.columns
            && response.values.format == format
        return fits
            ? nil
            : """
            tile \(response.tile), \(response.rows) x \(response.columns) \(response.values.format) answer \
            tile \(block.tile), \(block.rows) x \(block.columns) \(format)
            """
    }
}

/// The conductances of READ_CONDUCTANCE, row-major.
public struct CWPReadConductanceResponse: CWPPayload {
    /// The values of a block.
    public enum Values: Hashable, Sendable {
        /// [S], each finite.
        case siemens([Float])
        /// Codes that the response's scale turns into siemens.
        case codes([UInt16])

        /// Number of values.
        public var count: Int {
            switch self {
            case .siemens(let values): values.count
            case .codes(let values): values.count
            }
        }

        /// The values' format.
        public var format: CWPReadConductanceRequest.Format {
            switch self {
            case .siemens: .siemens
            case .codes: .codes
            }
        }
    }

    /// The tile.
    public var tile: UInt16
    /// Number of rows.
    public var rows: UInt16
    /// Number of columns.
    public var columns: UInt16
    /// [S] of one code, finite and positive; 1 with values in siemens.
    public var scale: Float
    /// `rows` x `columns`, row-major.
    public var values: Values

    /// Conductances of `rows` x `columns`.
    public init(tile: UInt16, rows: UInt16, columns: UInt16, scale: Float, values: Values) {
        self.tile = tile
        self.rows = rows
        self.columns = columns
        self.scale = scale
        self.values = values
    }

    public init(payload: [UInt8]) throws(CWPMessageError) {
        var reader = PayloadReader(payload, of: "READ_CONDUCTANCE response")
        tile = try reader.integer()
        rows = try reader.integer()
        columns = try reader.integer()
        let code = try reader.integer(UInt16.self)
        guard let format = CWPReadConductanceRequest.Format(rawValue: code) else { throw reader.unknownFormat(code) }
        scale = Float(bitPattern: try reader.integer())
        guard scale.isFinite, scale > 0 else { throw reader.invalid("its scale is \(scale), not finite and positive") }
        let count = Int(rows) * Int(columns)
        switch format {
        case .siemens: values = .siemens(try reader.numbers(count: count))
        case .codes: values = .codes(try reader.integers(count: count))
        }
        try reader.finish()
    }

    public func payload() throws(CWPMessageError) -> [UInt8] {
        guard values.count == Int(rows) * Int(columns) else {
            throw CWPMessageError(
                .badLength, "READ_CONDUCTANCE response", "\(values.count) values are not \(rows) x \(columns)")
        }
        var writer = PayloadWriter(capacity: 12 + 4 * values.count)
        writer.append(tile)
        writer.append(rows)
        writer.append(columns)
        writer.append(values.format.rawValue)
        writer.append(scale.bitPattern)
        switch values {
        case .siemens(let numbers): writer.append(contentsOf: numbers)
        case .codes(let codes): writer.append(contentsOf: codes)
        }
        return writer.bytes
    }
}
