import PhysicalDevices
import Transports

/// Opening, and what is made sure of before anything may be energised.
extension CrossbarBoard {
    /// Starts a session: clears the line, says HELLO, checks who answers, sets the watchdog, and reads back cells whose
    /// pulses had an unknown outcome. Leaves the board ready and safe, in bounded time also where no board answers.
    ///
    /// Opens again what was lost, degraded or unknown. Throws `DeviceError`.
    public func open() async throws {
        _ = try? await safing?.value
        if state == .ready || state == .busy, opening == nil { return }
        try await connect(readingBack: true)
    }

    /// One session is begun at a time; who comes in between shares its outcome. The task is its own, so that a caller
    /// who is cancelled leaves no half-opened board behind.
    func connect(readingBack: Bool) async throws {
        if let opening { return try await opening.value }
        let task = Task { try await self.beginSession(readingBack: readingBack) }
        opening = task
        defer {
            opening = nil
            admitWaiters()
        }
        try await task.value
    }

    private func beginSession(readingBack: Bool) async throws {
        move(to: .opening)
        await dropLink()
        do {
            let link = try await makeLink()
            self.link = link
            try await link.resynchronise(limit: drainingTime)
            await link.start()
            let profile = try await greet(link)
            watch(link)
            try await setUp(link, profile)
            if readingBack { try await readBack(link, profile) }
            if let heartbeat {
                let third = Duration.milliseconds(Int(profile.watchdogMilliseconds)) / 3
                await link.startHeartbeats(every: third > .zero ? min(heartbeat, third) : heartbeat)
            }
            guard await link.ended == nil else { throw CWPLinkError(kind: .lost, message: "the link was lost") }
            move(to: unsettled.contains { $0.readBack == nil } && !readingBack ? .unknown : .ready)
        } catch {
            throw await openingFailure(error)
        }
    }

    /// How long the line may take to fall silent: at most one answer of the largest size is on its way.
    private var drainingTime: Duration {
        let rest = CWPLinkSettings(baud: settings.baud).wireTime(bytes: Int(CWPDescriptor.payloadLimit))
        return min(.milliseconds(300) + rest, .seconds(3))
    }

    private func makeLink() async throws -> CWPLink {
        let stream = try await opener(.now + .seconds(settings.openingTime.value))
        let link = CWPLink(
            stream: stream, settings: CWPLinkSettings(baud: settings.baud, avoided: owedNumbers), epoch: safeEpoch,
            clock: clock)
        if settings.bootWait.value > 0 { try await clock.sleep(for: .seconds(settings.bootWait.value)) }
        return link
    }

    /// HELLO, and whether the answer is the board that is expected. HELLO itself makes the board safe.
    private func greet(_ link: CWPLink) async throws -> BoardProfile {
        let answer = try await link.ask(CWPHelloRequest(nonce: nonce()), answerLimit: 4_096, cancellable: false)
        let found = try BoardProfile(board: answer, settings: settings)
        if let expected = settings.expectedSerial, expected.lowercased() != found.identity.serial.lowercased() {
            throw wrongBoard("the board is number \(found.identity.serial), and \(expected) is configured")
        }
        if let versions = settings.firmwareVersions, !versions.contains(answer.firmware) {
            throw error(
                .notSupported, "the board's firmware is version \(answer.firmware), not one of "
                    + "\(versions.lowerBound) to \(versions.upperBound)",
                remedy: "Update the firmware, or allow this version in the configuration.", operation: "open",
                hardwareState == .unknown ? .unknown : .safe)
        }
        if let profile, profile.identity != found.identity {
            throw wrongBoard("\(found.identity.text) answers where \(profile.identity.text) was")
        }
        if let profile, profile.descriptor != found.descriptor || profile.board != found.board {
            throw wrongBoard("the board describes itself otherwise than when it was first opened")
        }
        profile = found
        (isArmed, gains, trip) = (false, GainBook(), nil)
        hardwareState = .safe
        await link.configure(
            maximumInFlight: Int(answer.maximumInFlight), maximumPayload: Int(answer.maximumPayload))
        return found
    }

    private func wrongBoard(_ message: String) -> DeviceError {
        error(
            .invalidReading, message,
            remedy: "Connect the right board, or correct the configuration; nothing was energised.", operation: "open",
            hardwareState == .unknown ? .unknown : .safe)
    }

    /// Follows what the board says unasked, until its link ends.
    private func watch(_ link: CWPLink) {
        Task { [weak self] in
            for await notice in link.notices { await self?.heed(notice, from: link) }
        }
    }

    private func setUp(_ link: CWPLink, _ profile: BoardProfile) async throws {
        if profile.watchdogMilliseconds > 0 {
            let applied = try await link.ask(
                CWPSetWatchdogRequest(milliseconds: profile.watchdogMilliseconds), cancellable: false)
            guard applied.milliseconds == profile.watchdogMilliseconds else {
                throw CWPDescriptorError(
                    field: "watchdog range",
                    problem: "\(profile.watchdogMilliseconds) ms lie in it, and \(applied.milliseconds) were applied")
            }
        }
        let status = try await link.ask(CWPGetStatusRequest(), cancellable: false)
        guard status.state.isDisjoint(with: [.armed, .fault, .overCurrent, .overTemperature]) else {
            throw error(
                .hardwareFault, "the board reports \(status.state.text) right after HELLO",
                remedy: "Remove the cause and restart the board.", operation: "open",
                status.state.contains(.armed) ? .unknown : .safe)
        }
    }

    /// Reads the cells of pulses with an unknown outcome; the board is energised for that, and safe again afterwards.
    private func readBack(_ link: CWPLink, _ profile: BoardProfile) async throws {
        guard unsettled.contains(where: { $0.readBack == nil }) else { return }
        guard profile.descriptor.capabilities.contains(.conductanceReadable) else {
            throw error(
                .notSupported, "pulses had an unknown outcome, and the board cannot read its cells",
                remedy: "Take the records of them (unsettled pulses) over and erase the cells by hand.",
                operation: "open", .unknown)
        }
        move(to: .unknown)
        let session = Session(link: link, profile: profile, epoch: safeEpoch)
        try await arm(session)
        for index in unsettled.indices where unsettled[index].readBack == nil {
            unsettled[index].readBack = try await readCells(unsettled[index].asked.block, session)
        }
        try await link.enterSafeState(reason: SafeReason.routine, epoch: safeEpoch)
        isArmed = false
        hardwareState = .safe
    }
}

extension DeviceIdentity {
    fileprivate var text: String { "\(model) \(serial) with firmware \(firmware)" }
}
