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
    /// Most pulses to one cell over its life, as the wear account knows it; nil for no limit.
    public var maximumPulsesPerCell: Int?
    /// Highest magnitude of a bias voltage that is held [V]; nil for that of a read voltage.
    public var maximumBiasVoltage: Voltage?
    /// Highest current through one cell [A]; nil for no limit. A cell is taken to conduct as the upper end of the
    /// conductance window does: no reading is needed to be on the safe side.
    public var maximumCellCurrent: ElectricCurrent?
    /// Highest current in one column [A], the sum over the driven and held rows; nil for no limit. Pulses and readings
    /// of conductances are taken to reach one cell of a column at a time.
    public var maximumColumnCurrent: ElectricCurrent?
    /// Most pulses a second, all cells together; nil for any number.
    public var maximumPulseRate: Double?
    /// Most pulses a second to one cell; nil for any number.
    public var maximumCellPulseRate: Double?
    /// How bias voltages move; nil for moves in one step.
    public var biasRamp: BiasRamp?
    /// Blocks of cells with narrower limits of their own.
    public var cells: [CellLimits] = []

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
        if let bias = maximumBiasVoltage, bias > widest.maximumReadVoltage {
            findings.append("bias voltage \(bias) above the device's \(widest.maximumReadVoltage)")
        }
        for limits in cells where !limits.block.fits(descriptor.array, inPairs: false) {
            findings.append("limits for cells that the device does not have (\(limits.block))")
        }
        return findings + impossible
    }

    /// Limits that no number fits into, not-a-number among them: with such a one nothing would ever be refused.
    private var impossible: [String] {
        let limits: [(name: String, value: Double?)] = [
            ("read voltage", maximumReadVoltage.value), ("bias voltage", maximumBiasVoltage?.value),
            ("cell current", maximumCellCurrent?.value), ("column current", maximumColumnCurrent?.value),
            ("pulse rate", maximumPulseRate), ("pulse rate of a cell", maximumCellPulseRate),
            ("bias step", biasRamp?.largestStep.value), ("slew rate", biasRamp?.slewRate),
        ]
        return limits.compactMap { limit in
            limit.value.flatMap { $0 >= 0 ? nil : "a limit of \($0) for the \(limit.name)" }
        }
    }
}

extension ClosedRange {
    func contains(_ other: ClosedRange) -> Bool { lowerBound <= other.lowerBound && upperBound >= other.upperBound }
    var text: String { "\(lowerBound) to \(upperBound)" }
}
