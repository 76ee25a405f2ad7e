/// Rates and ramps: everything the gate waits for.
extension SafetyGate {
    /// Moves rows to their bias voltages, on the envelope's ramp, and keeps them there. Returns when they are there.
    ///
    /// Throws `DeviceError`; `CancellationError` between two steps, and then the rows stay where they are.
    public func hold(_ request: BiasRequest) async throws {
        let operation = "hold"
        _ = try capability((any BiasHolding).self, operation)
        guard !isRamping else {
            throw DeviceError(
                .notReady, "another change of bias is under way", remedy: "Wait until it has ended.",
                device: device.id, operation: operation, hardwareState: .asBefore)
        }
        isRamping = true
        defer { isRamping = false }
        // A driver that lost its board and found it again has left it in the safe state.
        if await device.hardwareState == .safe { limiter.bias.release() }
        let (steps, interval) = try limiter.ramp(to: request, patience: Self.patience)
        for step in steps {
            try await wait(until: nextStep, operation)
            try await energise(
                (any BiasHolding).self, operation, { try $0.clear(step) }, { try await self.move($0, $1) })
            nextStep = clock.now() + interval
        }
    }

    private func move(_ holder: any BiasHolding, _ step: Cleared<BiasRequest>) async throws {
        do {
            try await holder.hold(step)
        } catch {
            limiter.bias.lose()
            throw error
        }
    }

    /// Waits until the rates allow some pulses.
    func pace(_ map: PulseMap) async throws {
        let start = try limiter.reserve(map, at: clock.now(), patience: Self.patience)
        try await wait(until: start, "program")
    }

    /// Waits until a moment of the gate's clock; the safe state ends the wait with `heldSafe`.
    private func wait(until moment: Double, _ operation: String) async throws {
        let seconds = moment - clock.now()
        guard seconds > 0 else { return }
        let id = nextWait
        nextWait += 1
        let sleep = Task { [clock] in try await clock.wait(seconds) }
        waits[id] = sleep
        defer { waits[id] = nil }
        do {
            try await withTaskCancellationHandler { try await sleep.value } onCancel: { sleep.cancel() }
        } catch {
            _ = try capability((any PhysicalDevice).self, operation)
            throw error
        }
    }
}
