import Matrices

/// The one place where a request is held against the safety envelope and the device's descriptor.
///
/// Pure but for the wear account; every refusal names the limit and leaves the hardware as it was.
struct SafetyLimiter: Sendable {
    let device: String
    let descriptor: DeviceDescriptor
    let envelope: SafetyEnvelope
    private(set) var wear: WearAccount

    init(device: String, descriptor: DeviceDescriptor, envelope: SafetyEnvelope) {
        self.device = device
        self.descriptor = descriptor
        self.envelope = envelope
        self.wear = WearAccount(array: descriptor.array)
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
        let voltage = Voltage(Double(largest) * descriptor.drive.fullScale.value)
        guard voltage <= envelope.maximumReadVoltage else {
            throw refused(
                "process", "a read voltage of \(voltage) is above the envelope's \(envelope.maximumReadVoltage)",
                remedy: "Lower the inputs, or raise max-read-voltage in the device's envelope.")
        }
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
        return Cleared(request)
    }

    mutating func clear(_ map: PulseMap) throws -> Cleared<PulseMap> {
        try check(map.block, inPairs: false, operation: "program")
        guard let pulses = descriptor.pulses else {
            throw DeviceError(
                .notSupported, "the device takes no pulses", remedy: "Use a device that is pulse-programmable.",
                device: device, operation: "program", hardwareState: .asBefore)
        }
        guard map.counts.count == map.block.count else {
            throw invalid(
                "program", "\(map.counts.count) counts for \(map.block.count) cells",
                remedy: "Give one count for every cell of the block.")
        }
        try check(map.shape, against: pulses)
        let limit = min(envelope.maximumPulsesPerRequest, pulses.maximumCount)
        let largest = PulseCounts.largest(map.counts)
        guard largest <= limit else {
            throw refused(
                "program", "\(largest) pulses to one cell in one request; the limit is \(limit)",
                remedy: "Send fewer at a time, or raise max-pulses-per-request within the device's range.")
        }
        if let limit = envelope.maximumPulsesPerCell, wear.highest(after: map) > limit {
            throw refused(
                "program", "a cell would have had more than \(limit) pulses",
                remedy: "The cell is worn out by the envelope's max-pulses-per-cell; use other cells or raise it.")
        }
        wear.add(map)
        return Cleared(map)
    }

    func clear(_ map: TargetMap) throws -> Cleared<TargetMap> {
        try check(map.block, inPairs: false, operation: "program-targets")
        let window = descriptor.conductanceWindow
        guard map.targets.rows == map.block.rows.count, map.targets.columns == map.block.columns.count,
            map.targets.elements.allSatisfy({ window.contains(Conductance(Double($0))) })
        else {
            throw invalid(
                "program-targets", "targets that do not fit the block or lie outside \(window.text)",
                remedy: "Give one target conductance inside the device's window for every cell.")
        }
        return Cleared(map)
    }

    func clear(_ block: CellBlock) throws -> Cleared<CellBlock> {
        try check(block, inPairs: false, operation: "read-conductances")
        return Cleared(block)
    }
}

extension SafetyLimiter {
    private func check(_ shape: PulseShape, against pulses: PulseRange) throws {
        let findings: [(inside: Bool, text: String)] = [
            (
                envelope.setAmplitude.contains(shape.setAmplitude) && pulses.setAmplitude.contains(shape.setAmplitude),
                "SET amplitude \(shape.setAmplitude) outside \(envelope.setAmplitude.text)"
            ),
            (
                envelope.resetAmplitude.contains(shape.resetAmplitude)
                    && pulses.resetAmplitude.contains(shape.resetAmplitude),
                "RESET amplitude \(shape.resetAmplitude) outside \(envelope.resetAmplitude.text)"
            ),
            (
                envelope.pulseWidth.contains(shape.width) && pulses.width.contains(shape.width),
                "pulse width \(shape.width) outside \(envelope.pulseWidth.text)"
            ),
        ]
        for finding in findings where !finding.inside {
            throw refused("program", finding.text, remedy: "Stay inside the device's envelope (pibctl device show).")
        }
    }

    private func check(_ block: CellBlock, inPairs: Bool, operation: String) throws {
        guard block.fits(descriptor.array, inPairs: inPairs) else {
            let array = descriptor.array
            throw invalid(
                operation,
                "\(block) is not on a device with \(array.tiles) tiles of \(array.rows) x \(array.columns) cells"
                    + (inPairs ? ", in whole pairs of columns" : ""),
                remedy: "Choose a block on the array (pibctl device show).")
        }
    }

    private func invalid(_ operation: String, _ message: String, remedy: String) -> DeviceError {
        DeviceError(
            .invalidRequest, message, remedy: remedy, device: device, operation: operation, hardwareState: .asBefore)
    }

    private func refused(_ operation: String, _ message: String, remedy: String) -> DeviceError {
        DeviceError(
            .refusedByEnvelope, message, remedy: remedy, device: device, operation: operation, hardwareState: .asBefore)
    }
}
