import PhysicalDevices

extension SimulatedCrossbar {
    public var descriptor: DeviceDescriptor { Self.descriptor(for: parameters) }

    /// The descriptor of a chip with these parameters.
    public static func descriptor(for parameters: CrossbarParameters) -> DeviceDescriptor {
        DeviceDescriptor(
            capabilities: [
                .vectorProcessor, .pulseProgrammable, .conductanceReadable, .targetProgrammable, .fabricable,
            ],
            array: ArrayGeometry(tiles: parameters.tiles, rows: parameters.rows, columns: parameters.columns),
            drive: DriveRange(
                bits: parameters.driveBits, signed: parameters.signedDrive, fullScale: parameters.readVoltage),
            converter: ConverterRange(
                bits: parameters.converterBits, fullScales: Voltage(0.1)...Voltage(10), gain: 1e-4...1e3),
            pulses: PulseRange(
                setAmplitude: Voltage(0.5)...Voltage(2), resetAmplitude: Voltage(-2)...Voltage(-0.5),
                width: TimeSpan(50e-9)...TimeSpan(1e-3), maximumCount: 127, nominalStep: parameters.pulseStep,
                nominal: PulseShape(
                    setAmplitude: Voltage(1.2), resetAmplitude: Voltage(-1.2), width: TimeSpan(100e-9))),
            conductanceWindow: parameters.minimumConductance...parameters.maximumConductance,
            maximumVectors: CrossbarChip.burst,
            timePerVector: TimeSpan(Double(CrossbarChip.nanosecondsPerVector) / 1e9))
    }
}
