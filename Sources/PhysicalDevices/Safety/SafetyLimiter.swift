import Matrices

/// The one place where a request is held against the safety envelope and the device's descriptor.
///
/// Pure but for its accounts (wear, rates, bias); every refusal names the limit and leaves the hardware as it was.
struct SafetyLimiter: Sendable {
    let device: String
    let descriptor: DeviceDescriptor
    let envelope: SafetyEnvelope
    var wear: WearAccount
    var rates: PulseRateAccount
    var bias: BiasAccount

    init(device: String, descriptor: DeviceDescriptor, envelope: SafetyEnvelope) {
        self.device = device
        self.descriptor = descriptor
        self.envelope = envelope
        wear = WearAccount(array: descriptor.array)
        rates = PulseRateAccount(
            deviceRate: envelope.maximumPulseRate, cellRate: envelope.maximumCellPulseRate, array: descriptor.array)
        bias = BiasAccount(array: descriptor.array)
    }

    func clear(_ request: DriveRequest) throws -> Cleared<DriveRequest> {
        try check(request.block, inPairs: true, operation: "process")
        guard request.drive.rows > 0, request.drive.columns == request.block.rows.count else {
            throw invalid(
                "process",
                "a drive of \(request.drive.rows) x \(request.drive.columns) does not fit "
                    + "\(request.block.rows.count) rows",
                remedy: "Give one input for every row of the block, and at least one vector.")
        }
        let largest = request.drive.largestMagnitude
        guard largest <= 1 else {  // NaN too
            throw invalid(
                "process", "an input of \(largest) times full scale", remedy: "Inputs are fractions of full scale.")
        }
        if !descriptor.drive.signed, request.drive.smallest < 0 {
            throw invalid(
                "process", "a negative input on a device with unsigned inputs", remedy: "Use inputs in 0...1.")
        }
        let voltage = voltage(ofInput: largest)
        guard voltage <= envelope.maximumReadVoltage else {
            throw refused(
                "process", "a read voltage of \(voltage) is above the envelope's \(envelope.maximumReadVoltage)",
                remedy: "Lower the inputs, or raise max-read-voltage in the device's envelope.")
        }
        try checkCellCurrent(at: voltage, operation: "process")
        try checkColumnCurrent(of: request)
        try checkCellLimits(of: request)
        try checkConverter(request)
        return Cleared(request)
    }

    /// Conductances are read at the input full scale, one cell of a column at a time.
    func clear(_ block: CellBlock) throws -> Cleared<CellBlock> {
        let operation = "read-conductances"
        try check(block, inPairs: false, operation: operation)
        let voltage = descriptor.drive.fullScale
        guard voltage <= envelope.maximumReadVoltage else {
            throw refused(
                operation,
                "conductances are read at \(voltage), above the envelope's \(envelope.maximumReadVoltage)",
                remedy: "Raise max-read-voltage in the device's envelope, or do without reading conductances.")
        }
        try checkCellCurrent(at: voltage, operation: operation)
        let held = bias.sum(tile: block.tile, outside: 0..<0)
        try checkColumnCurrent(atSum: voltage.value + held, operation: operation)
        for limits in limits(touching: block.tile, rows: block.rows) {
            try check(voltage, against: limits, operation: operation)
        }
        return Cleared(block)
    }

    /// The highest voltage that an input of such a magnitude may be driven at: the converter has steps, and rounds to
    /// the nearest.
    func voltage(ofInput magnitude: Float) -> Voltage {
        let drive = descriptor.drive
        let steps = (1...32).contains(drive.bits) ? Double((1 << drive.bits) - 1) : 0
        let rounded = steps > 0 ? (Double(magnitude) * steps).rounded() / steps : 0
        return Voltage(max(Double(magnitude), rounded) * drive.fullScale.value)
    }

    private func checkConverter(_ request: DriveRequest) throws {
        let converter = descriptor.converter
        guard converter.gain.contains(request.gain) else {
            throw invalid(
                "process", "gain \(request.gain) outside \(converter.gain)", remedy: "Choose a gain the device has.")
        }
        guard converter.fullScales.contains(request.fullScale) else {
            throw invalid(
                "process", "full scale \(request.fullScale) outside \(converter.fullScales.text)",
                remedy: "Choose a full scale the device has.")
        }
    }

    func check(_ block: CellBlock, inPairs: Bool, operation: String) throws {
        guard block.fits(descriptor.array, inPairs: inPairs) else {
            let array = descriptor.array
            throw invalid(
                operation,
                "\(block) is not on a device with \(array.tiles) tiles of \(array.rows) x \(array.columns) cells"
                    + (inPairs ? ", in whole pairs of columns" : ""),
                remedy: "Choose a block on the array (pibctl device show).")
        }
    }

    /// A request that does not fit the device; nothing was driven.
    func invalid(_ operation: String, _ message: String, remedy: String) -> DeviceError {
        DeviceError(
            .invalidRequest, message, remedy: remedy, device: device, operation: operation, hardwareState: .asBefore)
    }

    /// A request outside the envelope; nothing was driven.
    func refused(_ operation: String, _ message: String, remedy: String) -> DeviceError {
        DeviceError(
            .refusedByEnvelope, message, remedy: remedy, device: device, operation: operation, hardwareState: .asBefore)
    }
}
