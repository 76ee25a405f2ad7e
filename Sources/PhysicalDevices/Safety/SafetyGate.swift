import Matrices

/// The only way to a device: every request passes the envelope, every reading is checked, and the safe state holds.
///
/// A safe state that somebody called for holds until somebody lifts it with `release`: neither the run that is going on
/// nor the next one in the queue overrules whoever stopped the hardware. A routine one, between two runs, is lifted by
/// `arm`.
public actor SafetyGate {
    private let device: any PhysicalDevice
    private let envelope: SafetyEnvelope
    private var limiter: SafetyLimiter
    private var hold: Hold?

    private struct Hold {
        let reason: String
        let isRoutine: Bool
    }

    /// A gate before `device`. Throws `DeviceError` when the envelope is wider than the open device allows.
    public init(device: any PhysicalDevice, envelope: SafetyEnvelope) async throws {
        self.device = device
        self.envelope = envelope
        let descriptor = await device.descriptor
        let excess = envelope.excess(over: descriptor)
        guard excess.isEmpty else {
            throw DeviceError(
                .refusedByEnvelope, "the envelope is wider than the device: \(excess.joined(separator: "; "))",
                remedy: "Narrow [device.envelope] in the configuration.", device: device.id, operation: "open",
                hardwareState: .asBefore)
        }
        limiter = SafetyLimiter(device: device.id, descriptor: descriptor, envelope: envelope)
    }

    /// Allows energising after a routine safe state. Throws `DeviceError` `heldSafe` when somebody called for the one
    /// that holds.
    public func arm() throws {
        if let hold, !hold.isRoutine { throw heldSafe(hold, "arm") }
        hold = nil
    }

    /// Lifts a safe state that somebody called for; a routine one stays.
    public func release() {
        if let hold, !hold.isRoutine { self.hold = nil }
    }

    /// Why nothing is driven at present; nil when armed.
    public var heldSafeReason: String? { hold?.reason }

    /// Pulses of the most worn cell since the daemon started.
    public var highestWear: Int { limiter.wear.highest }

    /// Turns every output off and holds the device there: until `release` or, where it is `routine`, until `arm`.
    public func enterSafeState(reason: String, routine: Bool = false) async throws {
        if hold?.isRoutine != false { hold = Hold(reason: reason, isRoutine: routine) }
        try await device.enterSafeState()
    }

    /// Drives the device and measures. Throws `DeviceError`: refusals, failures, and readings that are not finite.
    public func process(_ request: DriveRequest) async throws -> Measured {
        let processor = try capability((any VectorProcessor).self, "process")
        let cleared = try limiter.clear(request)
        let measured = try await processor.process(cleared)
        try check(measured, for: request)
        return measured
    }

    /// Applies pulses. Throws `DeviceError`.
    public func program(_ map: PulseMap) async throws -> ProgramReport {
        let programmer = try capability((any PulseProgrammable).self, "program")
        let cleared = try limiter.clear(map)
        return try await programmer.program(cleared)
    }

    /// Programs cells towards targets, open loop. Throws `DeviceError`.
    public func program(_ map: TargetMap) async throws {
        let programmer = try capability((any TargetProgrammable).self, "program-targets")
        let cleared = try limiter.clear(map)
        try await programmer.program(cleared)
    }

    /// Conductances of a block [S]. Throws `DeviceError`.
    public func conductances(_ block: CellBlock) async throws -> Matrix<Float> {
        let reader = try capability((any ConductanceReadable).self, "read-conductances")
        let cleared = try limiter.clear(block)
        return try await reader.conductances(cleared)
    }

    private func capability<C>(_ type: C.Type, _ operation: String) throws -> C {
        if let hold { throw heldSafe(hold, operation) }
        guard let capable = device as? C else { throw notSupported(operation) }
        return capable
    }

    private func heldSafe(_ hold: Hold, _ operation: String) -> DeviceError {
        DeviceError(
            .heldSafe, "the device is held in its safe state (\(hold.reason))",
            remedy: "Submit a run or measure once it is safe to go on: that lifts it.", device: device.id,
            operation: operation, hardwareState: .safe)
    }

    private func notSupported(_ operation: String) -> DeviceError {
        DeviceError(
            .notSupported, "the device cannot \(operation)", remedy: "See its capabilities with pibctl device show.",
            device: device.id, operation: operation, hardwareState: .asBefore)
    }

    private func check(_ measured: Measured, for request: DriveRequest) throws {
        let outputs = measured.outputs
        var problem: String?
        if outputs.rows != request.drive.rows || outputs.columns != request.block.outputs {
            problem =
                "\(outputs.rows) x \(outputs.columns) outputs where "
                + "\(request.drive.rows) x \(request.block.outputs) were asked for"
        } else if !outputs.largestMagnitude.isFinite {
            problem = "an output that is not a finite number"
        }
        guard let problem else { return }
        throw DeviceError(
            .invalidReading, "the device returned \(problem)",
            remedy: "Do not trust earlier readings of this device either; check its wiring and firmware.",
            device: device.id, operation: "process", hardwareState: .asBefore)
    }
}
