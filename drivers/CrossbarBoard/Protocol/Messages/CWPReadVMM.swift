/// READ_VMM: a batch of vectors times the conductances of a block.
public struct CWPReadVMMRequest: CWPRequest {
    public static let opcode = CWPOpcode.readVMM
    /// Bytes before the input codes.
    public static let headSize = 16

    /// The block that is driven and measured.
    public var block: CWPBlock
    /// Number of vectors.
    public var vectors: UInt16
    /// Measurements averaged in each output.
    public var averages: UInt16
    /// The format of the outputs.
    public var outputFormat: CWPOutputCodes.Format
    /// Whether pairs of columns are measured as one signed output each, on boards with `.differentialReadOut`: column
    /// and columns of the block are then even, and output j is the current of column + 2j less that of column + 2j + 1.
    public var isDifferential: Bool
    /// Input codes, `vectors` x `block.rows`.
    public var inputs: CWPInputCodes

    /// A batch of `vectors`.
    public init(
        block: CWPBlock, vectors: UInt16, averages: UInt16, outputFormat: CWPOutputCodes.Format,
        isDifferential: Bool = false, inputs: CWPInputCodes
    ) {
        self.block = block
        self.vectors = vectors
        self.averages = averages
        self.outputFormat = outputFormat
        self.isDifferential = isDifferential
        self.inputs = inputs
    }

    /// Outputs of each vector: the block's columns, or its pairs of columns.
    public var outputs: Int { isDifferential ? Int(block.columns) / 2 : Int(block.columns) }

    public init(payload: [UInt8]) throws(CWPMessageError) {
        var reader = PayloadReader(payload, of: "READ_VMM request")
        let tile = try reader.integer(UInt16.self)
        let inputFormat = try reader.integer(UInt8.self)
        (outputFormat, isDifferential) = try CWPOutputCodes.Format.read(from: &reader)
        vectors = try reader.integer()
        block = try CWPBlock(tile: tile, from: &reader)
        averages = try reader.integer()
        inputs = try CWPInputCodes(
            format: inputFormat, vectors: Int(vectors), rows: Int(block.rows), from: &reader)
        try reader.finish()
        if let problem = pairingProblem { throw reader.invalid(problem) }
    }

    public func payload() throws(CWPMessageError) -> [UInt8] {
        guard inputs.count == Int(vectors) * Int(block.rows) else {
            throw CWPMessageError(
                .badLength, "READ_VMM request", "\(inputs.count) codes are not \(vectors) vectors of \(block.rows) rows"
            )
        }
        if let problem = pairingProblem { throw CWPMessageError(.badParameter, "READ_VMM request", problem) }
        var writer = PayloadWriter(capacity: Self.headSize + 2 * inputs.count)
        writer.append(block.tile)
        writer.append(inputs.format)
        writer.append(outputFormat.code(isDifferential: isDifferential))
        writer.append(vectors)
        block.write(to: &writer)
        writer.append(averages)
        inputs.write(rows: Int(block.rows), to: &writer)
        return writer.bytes
    }

    public func mismatch(_ response: CWPReadVMMResponse) -> String? {
        let fits =
            response.tile == block.tile && response.vectors == vectors && Int(response.columns) == outputs
            && response.outputs.format == outputFormat && response.isDifferential == isDifferential
        return fits
            ? nil
            : """
            tile \(response.tile), \(response.vectors) x \(response.columns) \(response.outputs.format) answer \
            tile \(block.tile), \(vectors) x \(outputs) \(outputFormat)\(isDifferential ? " of pairs" : "")
            """
    }

    private var pairingProblem: String? {
        !isDifferential || (block.column % 2 == 0 && block.columns % 2 == 0)
            ? nil : "\(block.columns) columns from \(block.column) on are not whole pairs"
    }
}

/// The measured outputs of READ_VMM.
public struct CWPReadVMMResponse: CWPPayload {
    /// Bytes before the output codes.
    public static let headSize = 12

    /// The tile.
    public var tile: UInt16
    /// Whether some output reached the end of its range.
    public var isSaturated: Bool
    /// Number of vectors.
    public var vectors: UInt16
    /// Number of outputs of a vector: columns, or pairs of columns where `isDifferential`.
    public var columns: UInt16
    /// Whether each output is the difference of a pair of columns.
    public var isDifferential: Bool
    /// [us] that the board spent.
    public var executionMicroseconds: UInt32
    /// Output codes, `vectors` x `columns`.
    public var outputs: CWPOutputCodes

    /// Outputs of `vectors` x `columns`.
    public init(
        tile: UInt16, isSaturated: Bool, vectors: UInt16, columns: UInt16, isDifferential: Bool = false,
        executionMicroseconds: UInt32, outputs: CWPOutputCodes
    ) {
        self.tile = tile
        self.isSaturated = isSaturated
        self.vectors = vectors
        self.columns = columns
        self.isDifferential = isDifferential
        self.executionMicroseconds = executionMicroseconds
        self.outputs = outputs
    }

    public init(payload: [UInt8]) throws(CWPMessageError) {
        var reader = PayloadReader(payload, of: "READ_VMM response")
        tile = try reader.integer()
        let format: CWPOutputCodes.Format
        (format, isDifferential) = try CWPOutputCodes.Format.read(from: &reader)
        isSaturated = try reader.integer(UInt8.self) & 1 == 1
        vectors = try reader.integer()
        columns = try reader.integer()
        executionMicroseconds = try reader.integer()
        outputs = try CWPOutputCodes(format: format, count: Int(vectors) * Int(columns), from: &reader)
        try reader.finish()
    }

    public func payload() throws(CWPMessageError) -> [UInt8] {
        guard outputs.count == Int(vectors) * Int(columns) else {
            throw CWPMessageError(
                .badLength, "READ_VMM response",
                "\(outputs.count) codes are not \(vectors) vectors of \(columns) columns")
        }
        var writer = PayloadWriter(capacity: Self.headSize + outputs.format.size * outputs.count)
        writer.append(tile)
        writer.append(outputs.format.code(isDifferential: isDifferential))
        writer.append(UInt8(isSaturated ? 1 : 0))
        writer.append(vectors)
        writer.append(columns)
        writer.append(executionMicroseconds)
        outputs.write(to: &writer)
        return writer.bytes
    }
}
