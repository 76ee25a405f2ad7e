import FaultScripts
import Matrices
import PhysicalDevices

/// How a simulated reservoir fails. The kinds and their effects: docs/faults.md. It has no cells that could be stuck or
/// drift: such faults are refused.
extension SimulatedReservoir {
    /// What became of the reply to an operation that was carried out.
    struct Outcome {
        /// [s] by which it came later than it should.
        var delay = 0.0
        /// Whether a vector is missing in it.
        var isShort = false
    }

    public var faults: [ScheduledFault] { script.schedule.faults }

    @discardableResult
    public func inject(_ fault: ScheduledFault) throws -> Int {
        let kind = fault.fault.kind
        guard kind != .stuckCells, kind != .drift else {
            throw FaultScriptError(
                "kind", "a reservoir has no cells to show \(kind.rawValue)",
                remedy: "use dead-outputs, or a fault of the link or the device")
        }
        let id = try script.schedule.add(fault)
        // A loss is noticed at once, also by a host that asks for nothing; nobody waits for an answer.
        for fault in script.schedule.due(seconds: script.seconds()) { try? strike(fault, "supervise") }
        return id
    }

    @discardableResult
    public func clearFaults(_ id: Int?) -> Int {
        if id == nil { script.forgetAbsence() }
        return script.schedule.clear(id)
    }

    /// Carries an operation out, with the faults that happen in it.
    func perform<Result>(
        _ operation: String, _ body: (inout Physics) -> Result
    ) throws -> (result: Result, outcome: Outcome) {
        try requireReady(operation)
        state = .busy
        defer { if state == .busy { state = .ready } }
        var replyFaults: [Fault] = []
        for fault in script.next() {
            if fault.kind.target == .reply { replyFaults.append(fault) } else { try strike(fault, operation) }
        }
        let result = body(&physics)
        var outcome = Outcome()
        for fault in replyFaults { try distort(&outcome, by: fault, operation) }
        return (result, outcome)
    }

    /// Throws unless the device can be found, and is the one that it was.
    func checkPresence() throws {
        if script.seconds() < script.awayUntil { throw away("open") }
        if let serial = script.serial {
            throw DeviceError(
                .invalidReading, "another device answers: serial number \(serial)",
                remedy: "Put the configured device back, or clear the fault.", device: id, operation: "open",
                hardwareState: .unknown)
        }
    }

    func away(_ operation: String) -> DeviceError {
        DeviceError(
            .lost, "the device does not answer", remedy: "Wait for the fault to end, or clear it.", device: id,
            operation: operation, hardwareState: .unknown)
    }

    private func requireReady(_ operation: String) throws {
        if state == .lost { throw away(operation) }
        if state == .degraded, let trip = script.trip { throw tripped(trip, operation) }
        guard state == .ready else {
            throw DeviceError(
                .notReady, "the device is \(state.rawValue)", remedy: "Open it first.", device: id,
                operation: operation, hardwareState: hardwareState)
        }
    }

    private func strike(_ fault: Fault, _ operation: String) throws {
        switch fault.kind {
        case .dropLink: throw lose(.lost, "the link was lost", operation, away: fault.duration)
        case .stall: throw lose(.timedOut, "no answer came in time", operation, away: fault.duration)
        case .wrongSerial:
            script.serial = fault.serial
            throw lose(.lost, "the link was lost", operation, away: 0)
        case .brownOut: throw lose(.lost, "the device restarted in the middle of it", operation, away: 0)
        case .overCurrent, .overTemperature:
            script.trip(fault)
            hardwareState = .safe
            state = .degraded
            throw tripped(fault, operation)
        case .deadOutputs: physics.loseOutputs(share: Float(fault.share))
        default: break
        }
    }

    private func distort(_ outcome: inout Outcome, by fault: Fault, _ operation: String) throws {
        switch fault.kind {
        case .delayReply: outcome.delay += fault.duration
        // A driver drops a reply that makes no sense, asks again, and is given the answer a second time.
        case .truncateReply, .corruptByte, .duplicateReply: outcome.delay += FaultScript.repetitionTime
        case .lateReply, .dropReply: throw lose(.timedOut, "no answer came in time", operation, away: 0)
        case .droppedFrame: outcome.isShort = true
        default: break
        }
    }

    /// What happened to the request under way cannot be said: the state is unknown until the device is opened again.
    private func lose(_ code: DeviceError.Code, _ message: String, _ operation: String, away: Double) -> DeviceError {
        script.awayUntil = max(script.awayUntil, script.seconds() + away)
        hardwareState = .unknown
        state = .lost
        return DeviceError(
            code, message, remedy: "The device is opened again as soon as it answers; set its couplings anew.",
            device: id, operation: operation, hardwareState: .unknown)
    }

    private func tripped(_ fault: Fault, _ operation: String) -> DeviceError {
        let what = fault.kind == .overCurrent ? "the current limit has tripped" : "the device is too hot"
        return DeviceError(
            .hardwareFault, "\(what); its outputs are off",
            remedy: "Find the cause, then use the safe state to reset it.",
            device: id, operation: operation, hardwareState: .safe)
    }
}
