/// Keeps the register of energised devices current: written before the first request after a safe state, struck out
/// once the safe state is confirmed, and left alone in between.
extension SafetyGate {
    var mustBeListed: Bool { register != nil && !isListed }

    /// Tells the gate that the device was opened, for the first time or again: what opened in its safe state holds no
    /// bias and is not energised.
    public func deviceWasOpened() async {
        let begunBefore = begun
        guard await device.hardwareState == .safe, begun == begunBefore else { return }
        limiter.bias.release()
        await strikeOut()
    }

    /// Notes that the device is about to be energised. If it is struck out meanwhile, that has to be done again.
    func list(_ operation: String) async throws {
        guard let register, mustBeListed else { return }
        let strikesBefore = strikes
        let id = device.id
        if let stop = await device.emergencyStop {
            do {
                try await inOrder { try await register.enter(id, stop: stop) }
            } catch {
                throw DeviceError(
                    .notReady, "it could not be noted that the device is about to be energised, so it was left alone",
                    remedy: "Check the directory of energised devices (docs/safety.md): space and permissions.",
                    device: id, operation: operation, hardwareState: .asBefore, cause: "\(error)")
            }
        }
        if strikesBefore == strikes { isListed = true }
    }

    func strikeOut() async {
        guard let register else { return }
        isListed = false
        strikes += 1
        let id = device.id
        // An entry that stays is harmless: the device is made safe once more than needed.
        try? await inOrder { try await register.remove(id) }
    }

    /// Changes of the register, one after the other in the order in which they were asked for.
    private func inOrder(_ change: @escaping @Sendable () async throws -> Void) async throws {
        let before = lastListing
        let task = Task {
            _ = await before?.result
            try await change()
        }
        lastListing = task
        try await task.value
    }
}
