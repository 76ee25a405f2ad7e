extension CWPDescriptor {
    public init(payload: [UInt8]) throws(CWPMessageError) {
        let message = "HELLO response"
        var prefix = PayloadReader(payload, of: message)
        try prefix.skip(2)
        let length = Int(try prefix.integer(UInt16.self))
        guard length >= Self.headSize, length <= payload.count else {
            throw CWPMessageError(
                .badLength, message,
                "the descriptor's length \(length) is not within \(Self.headSize)...\(payload.count)")
        }
        // What a later version adds stands behind the name, and is not for us.
        var reader = PayloadReader([UInt8](payload[..<length]), of: message)
        version = try reader.integer()
        try reader.skip(2)
        capabilities = Capabilities(rawValue: try reader.integer())
        tiles = try reader.integer()
        rows = try reader.integer()
        columns = try reader.integer()
        dacBits = try reader.integer()
        adcBits = try reader.integer()
        inputMicrovolts = VoltageRange(minimum: try reader.integer(), maximum: try reader.integer())
        programMicrovolts = VoltageRange(minimum: try reader.integer(), maximum: try reader.integer())
        pulseMinimumNanoseconds = try reader.integer()
        pulseMaximumNanoseconds = try reader.integer()
        pulseStepNanoseconds = try reader.integer()
        adcFullScaleNanoamperes = try reader.integer()
        adcLSBPicoamperes = try reader.integer()
        maximumPayload = try reader.integer()
        maximumVectors = try reader.integer()
        maximumPulseOperations = try reader.integer()
        watchdogMinimumMilliseconds = try reader.integer()
        watchdogMaximumMilliseconds = try reader.integer()
        uniqueID = try reader.integers(count: Self.uniqueIDSize)
        firmware = try reader.integer()
        nanosecondsPerVector = try reader.integer()
        maximumInFlight = try reader.integer()
        let nameSize = Int(try reader.integer(UInt8.self))
        let nameBytes = try reader.integers(UInt8.self, count: nameSize)
        guard let name = String(validating: nameBytes, as: UTF8.self) else {
            throw CWPMessageError(.badParameter, message, "the board's name is not UTF-8")
        }
        self.name = name
    }

    public func payload() throws(CWPMessageError) -> [UInt8] {
        let name = [UInt8](name.utf8)
        guard name.count <= 255, uniqueID.count == Self.uniqueIDSize else {
            throw CWPMessageError(
                .badLength, "HELLO response", "a name of \(name.count) bytes or an id of \(uniqueID.count) does not fit"
            )
        }
        var writer = PayloadWriter(capacity: Self.headSize + name.count)
        writer.append(version)
        writer.append(UInt16(Self.headSize + name.count))
        writer.append(capabilities.rawValue)
        writer.append(contentsOf: [tiles, rows, columns])
        writer.append(contentsOf: [dacBits, adcBits])
        writer.append(contentsOf: [inputMicrovolts.minimum, inputMicrovolts.maximum])
        writer.append(contentsOf: [programMicrovolts.minimum, programMicrovolts.maximum])
        writer.append(contentsOf: [pulseMinimumNanoseconds, pulseMaximumNanoseconds, pulseStepNanoseconds])
        writer.append(contentsOf: [adcFullScaleNanoamperes, adcLSBPicoamperes, maximumPayload])
        writer.append(contentsOf: [maximumVectors, maximumPulseOperations])
        writer.append(contentsOf: [watchdogMinimumMilliseconds, watchdogMaximumMilliseconds])
        writer.append(contentsOf: uniqueID)
        writer.append(contentsOf: [firmware, nanosecondsPerVector])
        writer.append(contentsOf: [maximumInFlight, UInt8(name.count)])
        writer.append(contentsOf: name)
        return writer.bytes
    }
}
