/// What a device may ever see. Set in the configuration; narrower than the device's own range, never wider.
public struct SafetyEnvelope: Sendable, Equatable {
    /// Highest magnitude of a read (input) voltage [V].
    public var maximumReadVoltage: Voltage
    /// SET amplitudes [V], positive.
    public var setAmplitude: ClosedRange<Voltage>
    /// RESET amplitudes [V], negative.
    public var resetAmplitude: ClosedRange<Voltage>
    /// Pulse widths [s].
    public var pulseWidth: ClosedRange<TimeSpan>
    /// Most pulses to one cell in one request.
    public var maximumPulsesPerRequest: Int
    /// Most pulses to one cell while the daemon runs; nil for no limit.
    public var maximumPulsesPerCell: Int?

    /// An envelope from its parts.
    public init(
        maximumReadVoltage: Voltage, setAmplitude: ClosedRange<Voltage>, resetAmplitude: ClosedRange<Voltage>,
        pulseWidth: ClosedRange<TimeSpan>, maximumPulsesPerRequest: Int, maximumPulsesPerCell: Int?
    ) {
        self.maximumReadVoltage = maximumReadVoltage
        self.setAmplitude = setAmplitude
        self.resetAmplitude = resetAmplitude
        self.pulseWidth = pulseWidth
        self.maximumPulsesPerRequest = maximumPulsesPerRequest
        self.maximumPulsesPerCell = maximumPulsesPerCell
    }

    /// The widest envelope that a device's own descriptor allows.
    public init(spanning descriptor: DeviceDescriptor) {
        let none = Voltage(0)...Voltage(0)
        self.init(
            maximumReadVoltage: descriptor.drive.fullScale,
            setAmplitude: descriptor.pulses?.setAmplitude ?? none,
            resetAmplitude: descriptor.pulses?.resetAmplitude ?? none,
            pulseWidth: descriptor.pulses?.width ?? TimeSpan(0)...TimeSpan(0),
            maximumPulsesPerRequest: descriptor.pulses?.maximumCount ?? 0,
            maximumPulsesPerCell: nil)
    }

    /// The limits by which this envelope is wider than what the device allows; empty when it lies inside.
    public func excess(over descriptor: DeviceDescriptor) -> [String] {
        let widest = SafetyEnvelope(spanning: descriptor)
        var findings: [String] = []
        if maximumReadVoltage > widest.maximumReadVoltage {
            findings.append("read voltage \(maximumReadVoltage) above the device's \(widest.maximumReadVoltage)")
        }
        if !widest.setAmplitude.contains(setAmplitude) {
            findings.append("SET amplitude \(setAmplitude.text) outside the device's \(widest.setAmplitude.text)")
        }
        if !widest.resetAmplitude.contains(resetAmplitude) {
            findings.append(
                "RESET amplitude \(resetAmplitude.text) outside the device's \(widest.resetAmplitude.text)")
        }
        if !widest.pulseWidth.contains(pulseWidth) {
            findings.append("pulse width \(pulseWidth.text) outside the device's \(widest.pulseWidth.text)")
        }
        if maximumPulsesPerRequest > widest.maximumPulsesPerRequest {
            findings.append(
                "\(maximumPulsesPerRequest) pulses a request above the device's \(widest.maximumPulsesPerRequest)")
        }
        return findings
    }
}

extension ClosedRange {
    func contains(_ other: ClosedRange) -> Bool { lowerBound <= other.lowerBound && upperBound >= other.upperBound }
    var text: String { "\(lowerBound) to \(upperBound)" }
}
