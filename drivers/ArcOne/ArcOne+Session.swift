import PhysicalDevices
import Transports

/// How the board is opened, restarted, made safe and let go.
extension ArcOne {
    private static let openingTime = Duration.seconds(5)

    public func open() async throws {
        await enterLane()
        defer { leaveLane() }
        switch state {
        case .ready, .busy: return
        case .absent, .lost, .opening, .degraded, .unknown: break
        }
        if let problem = settings.session.problem {
            throw error(
                .invalidRequest, "the settings name \(problem)", remedy: "Correct the device's configuration.", "open",
                .asBefore)
        }
        await release()
        let before = state
        move(to: .opening)
        do {
            let stream = try await connect()
            let link = ArcLink(stream: stream, timing: settings.timing, pause: pause)
            self.link = link
            watch(link)
            try await startSession(link, flushing: !unsettled.isEmpty, operation: "open")
            try await readBack(link, "open")
            move(to: .ready)
        } catch {
            await release()
            hardwareState = .unknown
            move(to: before == .absent ? .absent : .lost)
            throw error
        }
    }

    public func close() async {
        guard link != nil else {
            move(to: .absent)
            return
        }
        // Best effort: whoever needs to know whether it worked calls enterSafeState first.
        try? await enterSafeState()
        await enterLane()
        await release()
        leaveLane()
        move(to: .absent)
    }

    /// Restarts the board's controller, at once and ahead of everything queued, and returns once a new session has
    /// been confirmed.
    public func enterSafeState() async throws {
        guard let link else {
            guard state == .lost || state == .unknown else { return }
            throw error(
                .lost, "the board is gone, so nothing can be confirmed", remedy: "Check power and cable.",
                "safe-state", .unknown)
        }
        let dirty = await link.isPoisoned
        if isFresh, !laneIsBusy, !dirty {
            hardwareState = .safe
            return
        }
        beginEpoch()
        do {
            try await link.interrupt()
        } catch {
            await lose(link)
            throw self.error(
                .lost, "the board is gone, so nothing can be confirmed", remedy: "Check power and cable.",
                "safe-state", .unknown, cause: error)
        }
        await enterLane(ahead: true)
        defer { leaveLane() }
        guard self.link === link else {
            throw error(
                .lost, "the board went while it was made safe", remedy: "Check power and cable.", "safe-state",
                .unknown)
        }
        do {
            // Not the caller's task: a safe state is reached also by one that was cancelled.
            try await Task { try await self.startSession(link, flushing: true, operation: "safe-state") }.value
            move(to: unsettled.isEmpty ? .ready : .unknown)
        } catch {
            hardwareState = .unknown
            if self.link === link { move(to: .degraded) }
            throw error
        }
    }

    /// Restarts the board and starts a session, at most twice: drain, reset, wait, initialise.
    func startSession(_ link: ArcLink, flushing: Bool, operation: String) async throws {
        do {
            try await attemptSession(link, flushing: flushing, operation: operation)
        } catch let first as DeviceError where first.code == .timedOut {
            // It may have been in the middle of a job whose parameters swallowed the reset.
            try await attemptSession(link, flushing: true, operation: operation)
        }
    }

    private func connect() async throws -> any ByteStream {
        do {
            return try await opener(.now + Self.openingTime)
        } catch let cause as ByteStreamError {
            let code: DeviceError.Code = cause.code == .timedOut ? .timedOut : .lost
            throw error(code, cause.message, remedy: cause.remedy, "open", .asBefore, cause: cause)
        }
    }

    private func attemptSession(_ link: ArcLink, flushing: Bool, operation: String) async throws {
        do {
            selected = nil
            try await link.reset(flushing: flushing)
            try await initialise(link, operation)
            try await pause(settings.timing.settling)
            let version = try await askVersion(link, operation)
            try await checkQuiet(link, operation)
            try checkFirmware(version, operation)
            isFresh = true
            hardwareState = .safe
        } catch let failure as ArcLink.Failure {
            throw await translate(failure, operation, energised: false)
        }
    }

    private func initialise(_ link: ArcLink, _ operation: String) async throws {
        try await link.start(.initialise(settings.session))
        let answer = try await link.line(by: .now + settings.timing.reply)
        await link.finish()
        let text = answer.hasSuffix("\r") ? String(answer.dropLast()) : answer
        guard text == "1" else {
            await link.poison()
            throw error(
                .invalidReading, "what is there does not answer like an ArC ONE: \"\(printable(text))\"",
                remedy: "Check that the port is the board's; other mbed boards have the same USB numbers.", operation,
                .asBefore)
        }
        try await checkQuiet(link, operation)
        try await link.send(.setRead(settings.session))
    }

    /// A board says what it was asked for and no more.
    private func checkQuiet(_ link: ArcLink, _ operation: String) async throws {
        guard await link.isPoisoned else { return }
        throw error(
            .invalidReading, "more came than the answer to the start of a session",
            remedy: "Check that the port is the board's and that nobody else uses it.", operation, .asBefore)
    }

    /// The firmware's version; nil for firmware that is too old to say.
    private func askVersion(_ link: ArcLink, _ operation: String) async throws -> ArcFirmwareVersion? {
        // Firmware that kept silent once is not asked again: the answer, should it come after all, would be late.
        if knowsFirmware, firmware == nil { return nil }
        do {
            try await link.send(.version, paced: true)
            let version = try await link.version(by: .now + settings.timing.version)
            await link.finish()
            return version
        } catch ArcLink.Failure.timedOut(received: 0) {
            guard !knowsFirmware else { throw ArcLink.Failure.timedOut(received: 0) }
            knowsFirmware = true
            try await link.reset(flushing: true)
            try await initialise(link, operation)
            return nil
        }
    }

    private func checkFirmware(_ version: ArcFirmwareVersion?, _ operation: String) throws {
        if let version, !version.isPlausible {
            throw error(
                .invalidReading, "a firmware version of \(version) is none of an ArC ONE",
                remedy: "Check that the port is the board's.", operation, .asBefore)
        }
        if knowsFirmware, let firmware, firmware != version {
            throw error(
                .hardwareFault,
                "the firmware is \(version.map(\.description) ?? "silent") where it was \(firmware): another board",
                remedy: "Put the board back, or restart the daemon to accept this one.", operation, .asBefore)
        }
        firmware = version
        knowsFirmware = true
    }

    private func printable(_ text: String) -> String {
        String(text.unicodeScalars.prefix(40).map { (0x20..<0x7F).contains($0.value) ? Character($0) : "." })
    }
}
