import PhysicalDevices

extension SimulatedOptics {
    /// The descriptor of a rig with these parameters.
    ///
    /// An array's rows are modulator pixels and its outputs camera pixels; as everywhere an output counts two columns,
    /// so that a block of columns is a region of interest. The programmable gain is the exposure: 1 puts the mean
    /// reading at 0.2 of full scale when every pixel is at full amplitude. Full scale, the camera's highest code,
    /// counts as 1 V. Codes are never negative; the descriptor's bits include a sign. Nothing here has a voltage or a
    /// conductance: those ranges are empty.
    public static func descriptor(for parameters: OpticsParameters) -> DeviceDescriptor {
        DeviceDescriptor(
            capabilities: parameters.hasMask
                ? [.vectorProcessor, .maskProgrammable, .fabricable] : [.vectorProcessor, .fabricable],
            array: ArrayGeometry(
                tiles: parameters.fields, rows: parameters.pixels, columns: 2 * parameters.cameraPixels),
            drive: DriveRange(bits: parameters.modulatorBits, signed: false, fullScale: Voltage(0)),
            converter: ConverterRange(
                bits: parameters.cameraBits + 1, fullScales: Voltage(1)...Voltage(1), gain: 1e-3...1e5),
            pulses: nil, conductanceWindow: Conductance(0)...Conductance(0), maximumVectors: 256,
            timePerVector: TimeSpan(parameters.settleTime.value + parameters.frameTime.value))
    }

    /// What the masks of a rig with these parameters can be set to.
    public static func maskRange(for parameters: OpticsParameters) -> MaskRange? {
        guard parameters.hasMask else { return nil }
        return MaskRange(
            fields: parameters.fields, pixels: parameters.pixels, phases: 0...parameters.phaseRange,
            levels: 1 << parameters.modulatorBits, frames: parameters.maskFrames,
            settleTime: parameters.settleTime)
    }
}
