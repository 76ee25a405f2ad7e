import PhysicalDevices
import Transports

/// What is said when something fails, and what it means for the board's state.
extension CrossbarBoard {
    func error(
        _ code: DeviceError.Code, _ message: String, remedy: String, operation: String, _ hardware: HardwareState,
        cause: (any Error)? = nil
    ) -> DeviceError {
        DeviceError(
            code, message, remedy: remedy, device: id, operation: operation, hardwareState: hardware,
            cause: cause.map { "\($0)" })
    }

    func notReady(_ operation: String) -> DeviceError {
        switch state {
        case .degraded:
            error(
                .notReady, "the board went into its safe state by itself (\(tripText))",
                remedy: "Remove the cause and open the device again.", operation: operation, .safe)
        case .unknown:
            error(
                .notReady, "it is not known which pulses the cells have had",
                remedy: "Open the device again: that reads them back.", operation: operation, .unknown)
        case .lost:
            error(
                .lost, "the board is gone", remedy: "Check power and cable, then open the device again.",
                operation: operation, hardwareState)
        default:
            error(
                .notReady, "the device is \(state.rawValue)", remedy: "Open it first.", operation: operation,
                hardwareState)
        }
    }

    func heldSafe(_ operation: String) -> DeviceError {
        error(
            .heldSafe, "the safe state was called for before this was done", remedy: "Ask again once it is safe.",
            operation: operation, hardwareState)
    }

    /// The error to report for what an operation threw; brings the board's state in line with it.
    func failure(_ thrown: any Error, _ operation: String, _ link: CWPLink) async -> any Error {
        switch thrown {
        case is DeviceError, is CancellationError: return thrown
        case let problem as PlanError:
            return error(.invalidRequest, problem.message, remedy: problem.remedy, operation: operation, .asBefore)
        case let refusal as CWPErrorResponse: return await refused(refusal, operation, link)
        case let failure as CWPLinkError: return await failed(failure, operation, link)
        default:
            return error(
                .hardwareFault, "the operation failed", remedy: "Look at the cause.", operation: operation,
                hardwareState, cause: thrown)
        }
    }

    private func refused(_ refusal: CWPErrorResponse, _ operation: String, _ link: CWPLink) async -> DeviceError {
        switch refusal.status {
        case .notArmed, .watchdogExpired, .overCurrent, .overTemperature, .hardwareFault:
            // The event that says why comes before the refusal, and may be ahead of its notice.
            var cause = refusal.status
            if cause == .notArmed, case .state(let code, _, _)? = await link.lastStateEvent { cause = code }
            tripped(cause)
            return error(
                .hardwareFault, "the board went into its safe state by itself (\(tripText))",
                remedy: "Remove the cause and open the device again.", operation: operation, .safe, cause: refusal)
        case .safeStateForced, .aborted:
            if safing == nil, isArmed { tripped(refusal.status) }
            _ = try? await safing?.value
            return error(
                .heldSafe, "the board was put into its safe state", remedy: "Ask again once it is safe.",
                operation: operation, hardwareState, cause: refusal)
        case .busy:
            return error(
                .notReady, "the board stays busy", remedy: "Try again later; restart the board if that does not help.",
                operation: operation, .asBefore, cause: refusal)
        default:
            return error(
                .invalidRequest, "the board refuses the request (\(refusal.status))",
                remedy: "Compare the request with the board's descriptor; if it fits, the firmware is at fault.",
                operation: operation, .asBefore, cause: refusal)
        }
    }

    private func failed(_ failure: CWPLinkError, _ operation: String, _ link: CWPLink) async -> DeviceError {
        switch failure.kind {
        case .malformed:
            return error(
                .invalidRequest, "the request cannot be sent", remedy: "Ask for less at a time.", operation: operation,
                .asBefore, cause: failure)
        case .superseded:
            _ = try? await safing?.value
            return heldSafe(operation)
        case .lost, .timedOut, .contradicted:
            await lose(link)
        }
        let state = hardwareState
        switch failure.kind {
        case .timedOut:
            return error(
                .timedOut, "the board does not answer",
                remedy: "Check power, cable and baud rate, then open the device again.", operation: operation, state,
                cause: failure)
        case .contradicted:
            return error(
                .invalidReading, "the board's answers contradict the protocol",
                remedy: "Do not trust earlier readings of this board either; check its firmware.",
                operation: operation, state, cause: failure)
        default:
            return error(
                .lost, "the link to the board was lost", remedy: "Check power and cable, then open the device again.",
                operation: operation, state, cause: failure)
        }
    }

    /// The board's outputs went safe without being asked.
    func tripped(_ cause: CWPStatus) {
        trip = cause
        isArmed = false
        hardwareState = .safe
        if state == .ready || state == .busy { move(to: .degraded) }
    }

    var tripText: String { trip.map { "\($0)" } ?? "for a reason it did not tell" }

    /// The link is of no more use. An armed board that cannot be reached may be energised until its watchdog bites.
    func lose(_ lost: CWPLink) async {
        guard link === lost else { return }
        if isArmed || hardwareState == .asBefore { hardwareState = .unknown }
        isArmed = false
        move(to: .lost)
        await dropLink()
    }

    /// Lets the link go, if there is one, and keeps what is to be known of it.
    func dropLink() async {
        guard let dropped = link else { return }
        link = nil
        await dropped.close()
        pastCounters = await pastCounters + dropped.counters
        owedNumbers = await dropped.owedNumbers
    }
}

extension CWPLinkCounters {
    /// What both have seen.
    static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.retries += right.retries
        sum.badFrames += right.badFrames
        sum.framesDroppedByBoard += right.framesDroppedByBoard
        sum.unexpectedReplies += right.unexpectedReplies
        sum.contradictions += right.contradictions
        sum.echoes += right.echoes
        sum.timeouts += right.timeouts
        sum.framesSent += right.framesSent
        sum.framesReceived += right.framesReceived
        sum.bytesSent += right.bytesSent
        sum.bytesReceived += right.bytesReceived
        return sum
    }
}
