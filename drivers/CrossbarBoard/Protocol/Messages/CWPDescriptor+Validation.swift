extension CWPDescriptor {
    /// The largest payload that the host agrees to [bytes].
    public static let payloadLimit: UInt32 = 65_536
    /// The most cells on all tiles that the host keeps books of.
    public static let cellLimit = 1 << 26
    /// [uV] beyond which no crossbar is driven; a register of erased flash reads as more.
    public static let voltageLimit: Int32 = 100_000_000

    /// The descriptor itself, when every field that its capabilities need makes sense.
    ///
    /// Throws `CWPDescriptorError` naming the first that does not. Capabilities without a name are ignored.
    public func validated() throws(CWPDescriptorError) -> CWPDescriptor {
        try require(version >> 8 == 1, "version", "\(version >> 8).\(version & 0xFF) is not 1.x")
        try checkShape()
        try checkLink()
        try checkCapabilities()
        if !capabilities.isDisjoint(with: [.multiplication, .conductanceReading]) { try checkMeasurement() }
        if capabilities.contains(.programming) { try checkProgramming() }
        if capabilities.contains(.watchdog) {
            try require(watchdogMinimumMilliseconds > 0, "watchdog minimum", "it is 0 ms")
            try checkOrder(watchdogMinimumMilliseconds, watchdogMaximumMilliseconds, "watchdog", "ms")
        }
        return self
    }

    private func checkShape() throws(CWPDescriptorError) {
        try require(tiles > 0, "tiles", "there are none")
        try require(rows > 0, "rows", "there are none")
        try require(columns > 0, "columns", "there are none")
        let cells = Int(tiles) * Int(rows) * Int(columns)
        try require(cells <= Self.cellLimit, "shape", "\(cells) cells are more than \(Self.cellLimit)")
        let isPrintable = name.unicodeScalars.allSatisfy { !$0.properties.generalCategory.isControl }
        try require(isPrintable, "name", "it has control characters")
    }

    private func checkLink() throws(CWPDescriptorError) {
        let range = UInt32(CWPFrame.initialMaximumPayload)...Self.payloadLimit
        try require(range ~= maximumPayload, "maximum payload", "\(maximumPayload) bytes are not within \(range)")
        try require(maximumInFlight > 0, "maximum in flight", "no request may be sent")
    }

    private func checkCapabilities() throws(CWPDescriptorError) {
        let some: Capabilities = [.multiplication, .programming, .conductanceReading]
        try require(!capabilities.isDisjoint(with: some), "capabilities", "it neither multiplies, programs nor reads")
        let needs: [(Capabilities, Capabilities, String)] = [
            (.transposedMultiplication, .multiplication, "transposed multiplication without multiplication"),
            (.conductanceAfterPulse, .programming, "conductances after pulses without programming"),
            (.packedMap, .programming, "packed maps without programming"),
            (.differentialReadOut, .multiplication, "differential read-out without multiplication"),
        ]
        for (capability, needed, problem) in needs where capabilities.contains(capability) {
            try require(capabilities.contains(needed), "capabilities", problem)
        }
        if capabilities.contains(.differentialReadOut) {
            try require(columns % 2 == 0, "columns", "\(columns) are not whole pairs, and it reads pairs")
        }
    }

    private func checkMeasurement() throws(CWPDescriptorError) {
        try check(inputMicrovolts, "input")
        try require(1...16 ~= dacBits, "DAC bits", "\(dacBits) are not within 1...16")
        try require(1...32 ~= adcBits, "ADC bits", "\(adcBits) are not within 1...32")
        try require(1..<UInt32.max ~= adcLSBPicoamperes, "ADC LSB", "\(adcLSBPicoamperes) pA is no scale")
        try require(
            1..<UInt32.max ~= adcFullScaleNanoamperes, "ADC full scale", "\(adcFullScaleNanoamperes) nA is no scale")
        if capabilities.contains(.multiplication) {
            try require(maximumVectors > 0, "maximum vectors", "no vector may be sent")
        }
    }

    private func checkProgramming() throws(CWPDescriptorError) {
        try check(programMicrovolts, "program")
        try require(pulseMinimumNanoseconds > 0, "pulse minimum", "it is 0 ns")
        try require(pulseMaximumNanoseconds < UInt32.max, "pulse maximum", "\(pulseMaximumNanoseconds) ns is no time")
        try checkOrder(pulseMinimumNanoseconds, pulseMaximumNanoseconds, "pulse", "ns")
        try require(pulseStepNanoseconds > 0, "pulse step", "it is 0 ns")
        try require(maximumPulseOperations > 0, "maximum pulse operations", "none may be sent")
    }

    private func check(_ range: VoltageRange, _ name: String) throws(CWPDescriptorError) {
        try require(
            range.minimum < range.maximum, "\(name) range",
            "\(range.minimum)...\(range.maximum) uV is empty or inverted")
        try require(
            range.minimum >= -Self.voltageLimit && range.maximum <= Self.voltageLimit, "\(name) range",
            "\(range.minimum)...\(range.maximum) uV reaches beyond 100 V")
    }

    private func checkOrder(
        _ low: some BinaryInteger, _ high: some BinaryInteger, _ name: String, _ unit: String
    ) throws(CWPDescriptorError) {
        try require(low <= high, "\(name) range", "\(low)...\(high) \(unit) is inverted")
    }

    private func require(_ condition: Bool, _ field: String, _ problem: String) throws(CWPDescriptorError) {
        if !condition { throw CWPDescriptorError(field: field, problem: problem) }
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isControl: Bool {
        switch self {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: true
        default: false
        }
    }
}

/// A descriptor that cannot be true; nothing is sent to such a board.
public struct CWPDescriptorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The field at fault.
    public let field: String
    /// What is wrong with it.
    public let problem: String

    public var description: String {
        "the board's descriptor is refused: \(field): \(problem); correct the firmware's descriptor"
    }
}
