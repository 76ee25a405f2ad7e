import PhysicalDevices

extension ArcOne {
    /// Resolution of the outputs as this driver hands them on; the board itself sends floating point numbers.
    static let converterBits = 16

    public var descriptor: DeviceDescriptor { Self.descriptor(for: settings) }

    /// The descriptor of a board with these settings.
    public static func descriptor(for settings: ArcOneSettings) -> DeviceDescriptor {
        let session = settings.session
        let sums = Double(settings.driveBits * session.bits)
        let reading = settings.timing.readCycle / .seconds(1) * Double(session.readCycles)
        return DeviceDescriptor(
            capabilities: [
                .vectorProcessor, .pulseProgrammable, .conductanceReadable, .cellCharacterising, .cellSelecting,
            ],
            array: ArrayGeometry(tiles: 1, rows: session.words, columns: session.bits),
            drive: DriveRange(bits: settings.driveBits, signed: false, fullScale: magnitude(session.readVoltage)),
            converter: ConverterRange(
                bits: converterBits, fullScales: Voltage(0.01)...Voltage(100), gain: 1e-4...1e3),
            pulses: PulseRange(
                setAmplitude: Voltage(0.05)...ArcOneLimits.voltage,
                resetAmplitude: Voltage(-ArcOneLimits.voltage.value)...Voltage(-0.05),
                width: ArcOneLimits.shortestPulse...ArcOneLimits.longestPulse,
                maximumCount: min(max(1, settings.maximumPulses), 127), nominalStep: settings.nominalStep,
                nominal: settings.nominalPulse),
            conductanceWindow: settings.conductanceWindow, maximumVectors: 16,
            timePerVector: TimeSpan(sums * reading))
    }

    private static func magnitude(_ voltage: Voltage) -> Voltage { Voltage(abs(voltage.value)) }
}
