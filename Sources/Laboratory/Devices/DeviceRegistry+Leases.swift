import Foundation

/// A lease that stands, and who waits for its end.
struct LeaseRecord {
    let lease: DeviceLease
    let expiry: Task<Void, Never>
    var waiting: [AsyncStream<Void>.Continuation] = []
}

extension DeviceRegistry {
    /// Takes a device for `user`, or prolongs what the same user already has; it ends after `seconds`.
    ///
    /// Throws `LaboratoryError` while a run or another user has the device.
    public func acquire(
        _ id: String, by user: Operator, seconds: Double, note: String?, now: Date = Date()
    ) throws -> DeviceLease {
        _ = try supervisor(id)
        try requireFree(id, for: user)
        guard seconds > 0, seconds <= DeviceLease.longest else {
            throw LaboratoryError(
                .wrongState("free"), "a device cannot be taken for \(seconds) s",
                remedy: "Ask for more than 0 and at most \(Int(DeviceLease.longest)) s.")
        }
        close(leases.removeValue(forKey: id))
        nextLease += 1
        let lease = DeviceLease(number: nextLease, holder: user, note: note, end: now.addingTimeInterval(seconds))
        let expiry = Task { [weak self] in
            await Pause.wait(.seconds(seconds))
            guard !Task.isCancelled else { return }
            await self?.end(lease.number, of: id, reason: "the lease of \(user.name) expired")
        }
        leases[id] = LeaseRecord(lease: lease, expiry: expiry)
        return lease
    }

    /// Gives a device back and puts it into its safe state. With `kick` also one that somebody else has.
    ///
    /// Throws `LaboratoryError` where `user` does not have it, and the `DeviceError` of a safe state that failed.
    public func release(_ id: String, by user: Operator, kick: Bool) async throws {
        _ = try supervisor(id)
        guard let lease = leases[id]?.lease else { return }
        guard kick || lease.holder.uid == user.uid else {
            throw LaboratoryError(
                .wrongState("held"), "\(id) is held by \(lease.holder.name)",
                remedy: "Ask \(lease.holder.name), or take it away: pibctl release \(id) --kick.")
        }
        close(leases.removeValue(forKey: id))
        try await enterSafeState(id, reason: "released by \(user.name)", routine: true)
    }

    /// Ends a lease that is still the one with this number; called when it expires or its client is gone.
    public func end(_ number: Int, of id: String, reason: String) async {
        guard leases[id]?.lease.number == number else { return }
        close(leases.removeValue(forKey: id))
        do {
            try await enterSafeState(id, reason: reason, routine: true)
            logger.notice("\(id): \(reason); it is in its safe state", metadata: ["DEVICE": "\(id)"])
        } catch {
            logger.error("\(id): \(reason); \(error)", metadata: ["DEVICE": "\(id)"])
        }
    }

    /// Returns once a lease has ended or was taken over by a later one, or the task is cancelled.
    public func waitForEnd(of number: Int, on id: String) async {
        guard leases[id]?.lease.number == number else { return }
        let end = AsyncStream<Void> { leases[id]?.waiting.append($0) }
        for await _ in end {}
    }

    private func close(_ record: LeaseRecord?) {
        record?.expiry.cancel()
        for waiting in record?.waiting ?? [] { waiting.finish() }
    }

    /// The lease on a device; nil when nobody has it by hand.
    public func lease(of id: String) -> DeviceLease? { leases[id]?.lease }

    /// Throws `LaboratoryError` when a run, or a user other than `user`, has the device.
    public func requireFree(_ id: String, for user: Operator) throws {
        if let run = holder(of: id) {
            throw LaboratoryError(
                .wrongState("busy"), "the device \(id) is held by run \(run)",
                remedy: "Wait for the run to end, or stop it: pibctl run stop \(run).")
        }
        try requireNotLeased(id, toOthersThan: user)
    }

    /// Throws `LaboratoryError` when a user other than `user` has the device.
    func requireNotLeased(_ id: String, toOthersThan user: Operator) throws {
        guard let lease = leases[id]?.lease, lease.holder.uid != user.uid else { return }
        let note = lease.note.map { " (\($0))" } ?? ""
        throw LaboratoryError(
            .wrongState("held"), "the device \(id) is held by \(lease.holder.name)\(note)",
            remedy: "Wait until it is released, or take it away: pibctl release \(id) --kick.")
    }
}
