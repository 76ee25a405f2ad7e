import PhysicalDevices

/// The order of operations.
extension CrossbarBoard {
    /// What an operation works with.
    struct Session {
        let link: CWPLink
        let profile: BoardProfile
        /// The safe state that was the last one when the operation was asked for.
        let epoch: Int
    }

    /// Runs an operation when its turn comes, and turns whatever it throws into a `DeviceError`.
    func perform<Value>(
        _ operation: String, needing capability: Capability, _ admission: CommandLane.Admission,
        _ body: (Session) async throws -> Value
    ) async throws -> Value {
        let epoch = safeEpoch
        try checkReady(operation, capability)
        try await enterLane(admission)
        defer { leaveLane() }
        guard epoch == safeEpoch else { throw heldSafe(operation) }
        guard let link, let profile, state == .busy else {
            try checkReady(operation, capability)
            throw notReady(operation)
        }
        do {
            return try await body(Session(link: link, profile: profile, epoch: epoch))
        } catch {
            throw await failure(error, operation, link)
        }
    }

    private func checkReady(_ operation: String, _ capability: Capability) throws {
        guard state == .ready || state == .busy, let profile else { throw notReady(operation) }
        guard profile.descriptor.capabilities.contains(capability) else {
            throw error(
                .notSupported, "the board cannot \(operation)", remedy: "See its capabilities with pibctl device show.",
                operation: operation, .asBefore)
        }
    }

    private func enterLane(_ admission: CommandLane.Admission) async throws {
        if lane.waiters.isEmpty, isAdmissible(admission) {
            admit(admission)
            return
        }
        let ticket = lane.nextTicket()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                lane.waiters.append(
                    CommandLane.Waiter(ticket: ticket, admission: admission, continuation: continuation))
            }
        } onCancel: {
            Task { await self.abandon(ticket) }
        }
    }

    private func abandon(_ ticket: Int) {
        guard let index = lane.waiters.firstIndex(where: { $0.ticket == ticket }) else { return }
        lane.waiters.remove(at: index).continuation.resume(throwing: CancellationError())
        admitWaiters()
    }

    private func isAdmissible(_ admission: CommandLane.Admission) -> Bool {
        guard safing == nil, opening == nil, !lane.isExclusive else { return false }
        return lane.active == 0 || isPrepared(for: admission)
    }

    /// Whether a read finds the board as it needs it, so that it can go out behind others.
    private func isPrepared(for admission: CommandLane.Admission) -> Bool {
        guard case .reading(let block, let setting) = admission else { return false }
        return isArmed && gains.holds(setting, on: block)
    }

    private func admit(_ admission: CommandLane.Admission) {
        lane.active += 1
        lane.isExclusive = !isPrepared(for: admission)
        if state == .ready { move(to: .busy) }
    }

    /// Lets in whoever may go.
    func admitWaiters() {
        while let next = lane.waiters.first, isAdmissible(next.admission) {
            lane.waiters.removeFirst()
            admit(next.admission)
            next.continuation.resume()
        }
    }

    /// The board is prepared: other reads with the same needs may follow.
    func shareLane() {
        lane.isExclusive = false
        admitWaiters()
    }

    private func leaveLane() {
        lane.active -= 1
        if lane.active == 0 {
            lane.isExclusive = false
            if state == .busy { move(to: .ready) }
        }
        admitWaiters()
    }
}
