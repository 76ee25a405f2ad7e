import Matrices

/// What can be asked of a device.
extension SafetyGate {
    /// Longest wait for a limit on rates, and longest ramp [s]; what would take longer is refused.
    static var patience: Double { 10 }

    /// Drives the device and measures. Throws `DeviceError`: refusals, failures, and readings that are not finite.
    public func process(_ request: DriveRequest) async throws -> Measured {
        let measured = try await energise(
            (any VectorProcessor).self, "process", { try $0.clear(request) }, { try await $0.process($1) })
        try check(measured, for: request)
        return measured
    }

    /// Applies pulses, after a wait of at most 10 s where their rate is limited. Throws `DeviceError`;
    /// `CancellationError` while it waits.
    public func program(_ map: PulseMap) async throws -> ProgramReport {
        try await energise(
            (any PulseProgrammable).self, "program", pulses: map, { try $0.clear(map) }, { try await $0.program($1) })
    }

    /// Programs cells towards targets, open loop. Throws `DeviceError`.
    public func program(_ map: TargetMap) async throws {
        try await energise(
            (any TargetProgrammable).self, "program-targets", { try $0.clear(map) }, { try await $0.program($1) })
    }

    /// Conductances of a block [S]. Throws `DeviceError`.
    public func conductances(_ block: CellBlock) async throws -> Matrix<Float> {
        try await energise(
            (any ConductanceReadable).self, "read-conductances", { try $0.clear(block) },
            { try await $0.conductances($1) })
    }

    /// The one road to the device: hold, envelope, rates, register of energised devices, device; in this order.
    ///
    /// A refusal comes before any wait. What has waited is held against everything once more, as the world may have
    /// changed meanwhile; from then on nothing comes between the check and the device.
    func energise<C, Request, R: Sendable>(
        _ type: C.Type, _ operation: String, pulses: PulseMap? = nil,
        _ clear: (inout SafetyLimiter) throws -> Cleared<Request>,
        _ body: (C, Cleared<Request>) async throws -> R
    ) async throws -> R {
        var capable = try capability(type, operation)
        let pacedPulses = limiter.rates.isUnlimited ? nil : pulses
        if pacedPulses != nil || mustBeListed {
            var trial = limiter
            _ = try clear(&trial)
            if let pacedPulses { try await pace(pacedPulses) }
            repeat {
                _ = try capability(type, operation)
                try await list(operation)
            } while mustBeListed
            capable = try capability(type, operation)
        }
        let cleared = try clear(&limiter)
        return try await handOver {
            try await observer.observing(operation, cleared.request) { try await body(capable, cleared) }
        }
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
