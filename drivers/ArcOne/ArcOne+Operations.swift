import PhysicalDevices

/// The lane that every operation takes, and what becomes of its failures.
extension ArcOne {
    /// Runs an operation: alone, on a healthy link, and never after a safe state that was called for while it waited.
    func operate<Value: Sendable>(
        _ operation: String, keepingSelection: Bool = false,
        _ body: (isolated ArcOne, ArcLink) async throws -> Value
    ) async throws -> Value {
        let epoch = epoch
        await enterLane()
        defer { leaveLane() }
        guard epoch == self.epoch else {
            throw error(
                .heldSafe, "the board was put into its safe state before this began",
                remedy: "Ask again once it is safe to go on.", operation, .safe)
        }
        guard let link, state != .absent, state != .lost, state != .opening else {
            throw error(
                state == .lost ? .lost : .notReady, "the device is \(state.rawValue)",
                remedy: state == .lost ? "Check power and cable." : "Open it first.", operation, hardwareState)
        }
        do {
            try await heal(link, operation)
            move(to: .busy)
            isFresh = false
            hardwareState = .asBefore
            if !keepingSelection { selected = nil }
            let value = try await body(self, link)
            await settleState(link)
            return value
        } catch let failure as ArcLink.Failure {
            let translated = await translate(failure, operation, energised: !unsettled.isEmpty)
            await settleState(link)
            if failure == .interrupted, Task.isCancelled { throw CancellationError() }
            throw translated
        } catch {
            await settleState(link)
            throw error
        }
    }

    /// Restarts a board whose link is poisoned, and reads back cells that are in doubt.
    private func heal(_ link: ArcLink, _ operation: String) async throws {
        if await link.isPoisoned { try await startSession(link, flushing: true, operation: operation) }
        try await readBack(link, operation)
    }

    /// Reads the cells back whose last pulses are in doubt; after that they are no longer.
    func readBack(_ link: ArcLink, _ operation: String) async throws {
        guard !unsettled.isEmpty else { return }
        do {
            for block in unsettled.map(\.block) { _ = try await readMasked(block, link) }
        } catch let failure as ArcLink.Failure {
            throw await translate(failure, operation, energised: true)
        }
        unsettled = []
    }

    private func settleState(_ link: ArcLink) async {
        guard self.link === link else { return }
        let isPoisoned = await link.isPoisoned
        if !unsettled.isEmpty {
            hardwareState = .unknown
            move(to: .unknown)
        } else if isPoisoned {
            move(to: .degraded)
        } else {
            move(to: .ready)
        }
    }

    /// The error of a failed job.
    func translate(_ failure: ArcLink.Failure, _ operation: String, energised: Bool) async -> DeviceError {
        let left: HardwareState = energised ? .unknown : .asBefore
        switch failure {
        case .poisoned:
            return error(
                .notReady, "the line has to be restarted first", remedy: "Open the device again.", operation, left)
        case .interrupted:
            return error(
                .heldSafe, "the board was put into its safe state in the middle of this",
                remedy: "Ask again once it is safe to go on.", operation, left)
        case .timedOut(let received):
            return error(
                .timedOut,
                received == 0
                    ? "the board did not answer in time" : "the board's answer broke off after \(received) bytes",
                remedy: "It is restarted before the next operation; if this repeats, check power, cable and firmware.",
                operation, left)
        case .gone(let cause):
            if let link { await lose(link) }
            return DeviceError(
                .lost, "the board went in the middle of this", remedy: "Check power and cable.", device: id,
                operation: operation, hardwareState: left, cause: cause)
        }
    }

    /// A reading that cannot be true: the line is out of step, or the cell is no cell.
    func implausible(
        _ link: ArcLink, _ cell: ArcCell, _ resistance: Float, _ operation: String, left: HardwareState = .asBefore
    ) async -> DeviceError {
        await link.poison()
        return error(
            .invalidReading,
            "a resistance of \(resistance) ohm on word line \(cell.word), bit line \(cell.bit)",
            remedy: "Do not trust earlier readings of this board either; check its connection and the read voltage.",
            operation, left)
    }
}
