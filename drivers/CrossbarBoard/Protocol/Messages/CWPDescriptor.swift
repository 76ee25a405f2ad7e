/// What a board says of itself in answer to HELLO. Read `validated()` before trusting any of it.
public struct CWPDescriptor: CWPPayload {
    /// What a board can do; bits that are not named here are ignored.
    public struct Capabilities: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32

        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// READ_VMM.
        public static let multiplication = Capabilities(rawValue: 1 << 0)
        /// READ_VMM in the transposed direction.
        public static let transposedMultiplication = Capabilities(rawValue: 1 << 1)
        /// PROGRAM_PULSES.
        public static let programming = Capabilities(rawValue: 1 << 2)
        /// READ_CONDUCTANCE.
        public static let conductanceReading = Capabilities(rawValue: 1 << 3)
        /// SET_WATCHDOG.
        public static let watchdog = Capabilities(rawValue: 1 << 4)
        /// Conductances in the answer to PROGRAM_PULSES.
        public static let conductanceAfterPulse = Capabilities(rawValue: 1 << 5)
        /// A temperature in the status.
        public static let temperature = Capabilities(rawValue: 1 << 6)
        /// SET_GAIN.
        public static let gain = Capabilities(rawValue: 1 << 7)
        /// PROGRAM_MAP.
        public static let packedMap = Capabilities(rawValue: 1 << 8)
        /// READ_VMM of signed outputs, each the difference of a pair of columns.
        public static let differentialReadOut = Capabilities(rawValue: 1 << 9)
    }

    /// Protocol version, major in the high byte.
    public var version: UInt16 = CWPHelloRequest.version
    /// What the board can do.
    public var capabilities: Capabilities = []
    /// Number of tiles.
    public var tiles: UInt16 = 0
    /// Rows of a tile: inputs.
    public var rows: UInt16 = 0
    /// Columns of a tile: outputs.
    public var columns: UInt16 = 0
    /// Bits of the input converters.
    public var dacBits: UInt8 = 0
    /// Bits of the output converters.
    public var adcBits: UInt8 = 0
    /// [uV] of the lowest and highest input.
    public var inputMicrovolts = VoltageRange(minimum: 0, maximum: 0)
    /// [uV] of the lowest and highest programming pulse.
    public var programMicrovolts = VoltageRange(minimum: 0, maximum: 0)
    /// [ns] of the shortest pulse.
    public var pulseMinimumNanoseconds: UInt32 = 0
    /// [ns] of the longest pulse.
    public var pulseMaximumNanoseconds: UInt32 = 0
    /// [ns] between pulse widths.
    public var pulseStepNanoseconds: UInt32 = 0
    /// [nA] at the end of the output range.
    public var adcFullScaleNanoamperes: UInt32 = 0
    /// [pA] of one output code.
    public var adcLSBPicoamperes: UInt32 = 0
    /// Bytes of the largest payload.
    public var maximumPayload: UInt32 = 0
    /// Most vectors in one READ_VMM.
    public var maximumVectors: UInt16 = 0
    /// Most operations in one PROGRAM_PULSES.
    public var maximumPulseOperations: UInt16 = 0
    /// [ms] of the shortest watchdog.
    public var watchdogMinimumMilliseconds: UInt16 = 0
    /// [ms] of the longest watchdog.
    public var watchdogMaximumMilliseconds: UInt16 = 0
    /// The board's unique number, 12 bytes.
    public var uniqueID = [UInt8](repeating: 0, count: uniqueIDSize)
    /// The firmware's version.
    public var firmware: UInt32 = 0
    /// [ns] that one vector takes.
    public var nanosecondsPerVector: UInt32 = 0
    /// Requests that may be unanswered.
    public var maximumInFlight: UInt8 = 0
    /// The board's name, at most 255 bytes of UTF-8.
    public var name = ""

    /// Lowest and highest voltage [uV].
    public struct VoltageRange: Hashable, Sendable {
        /// The lowest.
        public var minimum: Int32
        /// The highest.
        public var maximum: Int32

        /// `minimum...maximum`, which need not be in order.
        public init(minimum: Int32, maximum: Int32) {
            self.minimum = minimum
            self.maximum = maximum
        }
    }

    /// Bytes of the unique number.
    public static let uniqueIDSize = 12
    static let headSize = 86

    /// A descriptor of version 1.0 in which all else is zero.
    public init() {}
}
