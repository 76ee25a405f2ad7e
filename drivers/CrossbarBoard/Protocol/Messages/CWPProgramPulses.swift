/// PROGRAM_PULSES: a list of pulse trains, each for one cell; the board stops at the first that fails.
public struct CWPProgramPulsesRequest: CWPRequest {
    public static let opcode = CWPOpcode.programPulses
    /// Bytes before the operations.
    public static let headSize = 8
    /// Bytes of one operation.
    public static let operationSize = 12

    /// A train of equal pulses for one cell.
    public struct Operation: Hashable, Sendable {
        /// The row.
        public var row: UInt16
        /// The column.
        public var column: UInt16
        /// [mV]; positive is SET, negative RESET.
        public var millivolts: Int16
        /// Number of pulses.
        public var count: UInt16
        /// [ns] of each pulse.
        public var nanoseconds: UInt32

        /// `count` pulses on one cell.
        public init(row: UInt16, column: UInt16, millivolts: Int16, count: UInt16, nanoseconds: UInt32) {
            self.row = row
            self.column = column
            self.millivolts = millivolts
            self.count = count
            self.nanoseconds = nanoseconds
        }
    }

    /// The tile.
    public var tile: UInt16
    /// Whether to return each cell's conductance after its train.
    public var returnsConductance: Bool
    /// The trains, in order.
    public var operations: [Operation]

    /// A list of trains.
    public init(tile: UInt16, returnsConductance: Bool, operations: [Operation]) {
        self.tile = tile
        self.returnsConductance = returnsConductance
        self.operations = operations
    }

    public init(payload: [UInt8]) throws(CWPMessageError) {
        var reader = PayloadReader(payload, of: "PROGRAM_PULSES request")
        tile = try reader.integer()
        let count = Int(try reader.integer(UInt16.self))
        returnsConductance = try reader.integer(UInt8.self) & 1 == 1
        try reader.skip(3)
        operations = []
        operations.reserveCapacity(Swift.min(count, reader.remaining / Self.operationSize))
        for _ in 0..<count {
            let row = try reader.integer(UInt16.self)
            let column = try reader.integer(UInt16.self)
            let millivolts = try reader.integer(Int16.self)
            let pulses = try reader.integer(UInt16.self)
            operations.append(
                Operation(
                    row: row, column: column, millivolts: millivolts, count: pulses,
                    nanoseconds: try reader.integer()))
        }
        try reader.finish()
    }

    public func payload() throws(CWPMessageError) -> [UInt8] {
        var writer = PayloadWriter(capacity: Self.headSize + Self.operationSize * operations.count)
        writer.append(tile)
        try writer.append(countOf: operations, "operations", of: "PROGRAM_PULSES request")
        writer.append(UInt32(returnsConductance ? 1 : 0))
        for operation in operations {
            writer.append(operation.row)
            writer.append(operation.column)
            writer.append(operation.millivolts)
            writer.append(operation.count)
            writer.append(operation.nanoseconds)
        }
        return writer.bytes
    }

    public func mismatch(_ response: CWPProgramPulsesResponse) -> String? {
        if response.tile != tile { return "tile \(response.tile) answers tile \(tile)" }
        if Int(response.executed) > operations.count {
            return "\(response.executed) operations were executed of \(operations.count)"
        }
        guard let failed = response.firstFailed else {
            return Int(response.executed) == operations.count ? nil : "none failed and not all were executed"
        }
        return failed < operations.count ? nil : "operation \(failed) of \(operations.count) failed"
    }
}

/// How far PROGRAM_PULSES came.
public struct CWPProgramPulsesResponse: CWPPayload {
    private static let noneFailed: UInt16 = 0xFFFF

    /// The tile.
    public var tile: UInt16
    /// Operations executed.
    public var executed: UInt16
    /// The first operation that failed; nil when none did.
    public var firstFailed: UInt16?
    /// [S] of the cell after each executed operation, finite; nil when not asked for.
    public var conductances: [Float]?

    /// A report of `executed` operations.
    public init(tile: UInt16, executed: UInt16, firstFailed: UInt16?, conductances: [Float]?) {
        self.tile = tile
        self.executed = executed
        self.firstFailed = firstFailed
        self.conductances = conductances
    }

    public init(payload: [UInt8]) throws(CWPMessageError) {
        var reader = PayloadReader(payload, of: "PROGRAM_PULSES response")
        tile = try reader.integer()
        executed = try reader.integer()
        let failed = try reader.integer(UInt16.self)
        firstFailed = failed == Self.noneFailed ? nil : failed
        let hasConductances = try reader.integer(UInt16.self) & 1 == 1
        conductances = hasConductances ? try reader.numbers(count: Int(executed)) : nil
        try reader.finish()
    }

    public func payload() throws(CWPMessageError) -> [UInt8] {
        if let conductances, conductances.count != Int(executed) {
            throw CWPMessageError(
                .badLength, "PROGRAM_PULSES response",
                "\(conductances.count) conductances follow \(executed) operations")
        }
        var writer = PayloadWriter(capacity: 8 + 4 * Int(executed))
        writer.append(tile)
        writer.append(executed)
        writer.append(firstFailed ?? Self.noneFailed)
        writer.append(UInt16(conductances == nil ? 0 : 1))
        writer.append(contentsOf: conductances ?? [])
        return writer.bytes
    }
}
