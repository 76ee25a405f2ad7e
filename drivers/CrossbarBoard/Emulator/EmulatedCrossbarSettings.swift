import CrossbarBoard
import PhysicalDevices
import RandomStreams
import Simulated

/// What an emulated crossbar board is made of.
public struct EmulatedCrossbarSettings: Sendable {
    /// The longest serial number [bytes]: the unique id of the descriptor.
    public static let longestSerial = CWPDescriptor.uniqueIDSize
    /// The lowest magnitude of a pulse that moves a cell [mV].
    static let thresholdMillivolts = 500
    /// The range numbers of SET_GAIN: each doubles the converter's full scale.
    static let ranges: ClosedRange<UInt16> = 0...7
    /// The gains that SET_GAIN takes.
    static let gains: ClosedRange<Float> = 1e-4...1e3
    /// Most measurements that are averaged in one output.
    static let mostAverages = 64

    /// The physics of the chip on the board.
    public var parameters: CrossbarParameters
    /// The chip's seed; `chipSeed(experiment:)` gives that of an experiment.
    public var seed: UInt64
    /// The serial number: printable ASCII, at most `longestSerial` bytes.
    public var serial: String

    /// A board with a chip of these parameters. Without a serial number it has one that follows from the seed.
    public init(parameters: CrossbarParameters = CrossbarParameters(), seed: UInt64 = 0, serial: String? = nil) {
        self.parameters = parameters
        self.seed = seed
        self.serial = serial ?? Self.defaultSerial(seed: seed)
    }

    /// The serial number of a board that was given none, from a seed.
    public static func defaultSerial(seed: UInt64) -> String {
        "EMU" + String(seed % 1_000_000_000, radix: 36).uppercased()
    }

    /// The seed of the chip that a run in one process makes for an experiment with this seed.
    public static func chipSeed(experiment seed: UInt64) -> UInt64 { RandomStream(seed: seed, name: "chip").key }

    /// Whether the board's numbers can describe the chip.
    public var fitsProtocol: Bool {
        (1...4096).contains(parameters.tiles) && (1...4096).contains(parameters.rows)
            && (2...4096).contains(parameters.columns) && parameters.columns % 2 == 0
            && parameters.tiles * parameters.rows * parameters.columns <= CWPDescriptor.cellLimit
            && (1...16).contains(dacBits) && (2...24).contains(parameters.converterBits)
            && 1...Self.longestSerial ~= serial.utf8.count && serial.utf8.allSatisfy { 0x21...0x7E ~= $0 }
    }

    /// The largest output code.
    var levels: Int32 { 1 << (parameters.converterBits - 1) - 1 }

    /// A drive of both signs has a bit more: as many steps on either side as an unsigned one has.
    private var dacBits: Int { parameters.driveBits + (parameters.signedDrive ? 1 : 0) }

    /// What the board says of itself under this serial number.
    func descriptor(serial: String) -> CWPDescriptor {
        let pulses = SimulatedCrossbar.descriptor(for: parameters).pulses
        let fullScale = parameters.readVoltage.value * parameters.maximumConductance.value
        let readMicrovolts = Int32(clamping: Int((parameters.readVoltage.value * 1e6).rounded()))
        var descriptor = CWPDescriptor()
        descriptor.capabilities = [
            .multiplication, .programming, .conductanceReading, .watchdog, .conductanceAfterPulse, .temperature, .gain,
            .packedMap, .differentialReadOut,
        ]
        descriptor.tiles = UInt16(clamping: parameters.tiles)
        descriptor.rows = UInt16(clamping: parameters.rows)
        descriptor.columns = UInt16(clamping: parameters.columns)
        descriptor.dacBits = UInt8(clamping: dacBits)
        descriptor.adcBits = UInt8(clamping: parameters.converterBits)
        descriptor.inputMicrovolts = .init(
            minimum: parameters.signedDrive ? -readMicrovolts : 0, maximum: readMicrovolts)
        descriptor.programMicrovolts = .init(
            minimum: Int32((pulses?.resetAmplitude.lowerBound.value ?? 0) * 1e6),
            maximum: Int32((pulses?.setAmplitude.upperBound.value ?? 0) * 1e6))
        descriptor.pulseMinimumNanoseconds = UInt32(((pulses?.width.lowerBound.value ?? 0) * 1e9).rounded())
        descriptor.pulseMaximumNanoseconds = UInt32(((pulses?.width.upperBound.value ?? 0) * 1e9).rounded())
        descriptor.pulseStepNanoseconds = 10
        descriptor.adcFullScaleNanoamperes = max(1, UInt32(clamping: Int((fullScale * 1e9).rounded())))
        descriptor.adcLSBPicoamperes = max(1, UInt32(clamping: Int((fullScale * 1e12 / Double(levels)).rounded())))
        descriptor.maximumPayload = CWPDescriptor.payloadLimit
        descriptor.maximumVectors = UInt16(CrossbarChip.burst)
        descriptor.maximumPulseOperations = 4096
        descriptor.watchdogMinimumMilliseconds = 20
        descriptor.watchdogMaximumMilliseconds = 60_000
        let bytes = Array(serial.utf8.prefix(CWPDescriptor.uniqueIDSize))
        descriptor.uniqueID = bytes + [UInt8](repeating: 0, count: CWPDescriptor.uniqueIDSize - bytes.count)
        descriptor.firmware = 0x0001_0000
        descriptor.nanosecondsPerVector = UInt32(CrossbarChip.nanosecondsPerVector)
        descriptor.maximumInFlight = 8
        descriptor.name = "pibd emulated crossbar \(serial)"
        return descriptor
    }
}
