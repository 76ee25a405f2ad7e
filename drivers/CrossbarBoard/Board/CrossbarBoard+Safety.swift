import PhysicalDevices

/// The reasons that the driver gives the board for its safe state, for the board's log.
enum SafeReason {
    /// The laboratory asked for it.
    static let asked: UInt8 = 1
    /// The driver has done something on its own and is finished.
    static let routine: UInt8 = 2
    /// The emergency program.
    static let emergency: UInt8 = 0xF5
}

extension CrossbarBoard {
    /// What makes a board safe whose driver is gone: the end of whatever frame was under way, then SAFE_STATE under a
    /// number and with a reason of its own. Events and late replies may come before the answer.
    public static let emergencyBytes: EmergencyStop = {
        let number = CWPRequestIDs.emergency
        let request = CWPFrame(
            opcode: .safeState, requestID: number, payload: CWPSafeStateRequest(reason: SafeReason.emergency).payload())
        let answer = CWPFrame(opcode: .safeState, isResponse: true, requestID: number)
        return EmergencyStop(send: [0] + request.encoded(), expect: answer.encoded())
    }()

    public nonisolated var emergencyStop: EmergencyStop? { Self.emergencyBytes }

    /// Sends SAFE_STATE ahead of everything that is queued, and returns when the board has confirmed it. Operations
    /// asked for before fail.
    ///
    /// A board that was lost while it was armed is looked for again. Throws `DeviceError` with hardware state `unknown`
    /// where nothing confirms that the outputs are off.
    public func enterSafeState() async throws {
        safeEpoch += 1
        if let safing { return try await safing.value }
        let task = Task { try await self.makeSafe() }
        safing = task
        defer {
            safing = nil
            admitWaiters()
        }
        try await task.value
    }

    private func makeSafe() async throws {
        _ = try? await opening?.value
        guard let link, await link.ended == nil else {
            // Nothing was energised since the last safe state, so nothing is now.
            if hardwareState == .safe { return }
            try await makeSafeAnew()
            return
        }
        do {
            try await link.enterSafeState(reason: SafeReason.asked, epoch: safeEpoch)
            isArmed = false
            hardwareState = .safe
        } catch {
            await lose(link)
            hardwareState = .unknown
            throw unconfirmed(error)
        }
    }

    private func makeSafeAnew() async throws {
        do {
            try await connect(readingBack: false)
        } catch {
            hardwareState = .unknown
            throw unconfirmed(error)
        }
    }

    private func unconfirmed(_ cause: any Error) -> DeviceError {
        error(
            .lost, "the safe state could not be confirmed",
            remedy: "Switch the board's supply off, or wait for its watchdog, before touching anything.",
            operation: "safe-state", .unknown, cause: cause)
    }

    /// Puts the board into its safe state and lets the port go.
    public func close() async {
        _ = try? await opening?.value
        if link != nil { try? await enterSafeState() }
        await dropLink()
        move(to: .absent)
    }

    /// Something that the board said, or the end of its link.
    func heed(_ notice: CWPNotice, from source: CWPLink) async {
        guard link === source else { return }
        switch notice {
        case .event(.log(let text)):
            boardLog.append(String(text.prefix(200)))
            boardLog.removeFirst(max(0, boardLog.count - 32))
        case .event(.state(let code, _, _)):
            if code.meansSafe, isArmed, safing == nil { tripped(code) }
        case .disarmed:
            if isArmed, safing == nil { tripped(.notArmed) }
        case .status: break
        case .ended: await lose(source)
        }
    }
}
