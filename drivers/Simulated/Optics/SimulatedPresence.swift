import FaultScripts
import PhysicalDevices

/// The life of a simulated device without cells: absent or ready, watched, and failing as its script says.
struct SimulatedPresence {
    /// What became of the reply to an operation that was carried out.
    struct Outcome {
        /// [s] by which it came later than it should.
        var delay = 0.0
        /// Whether a vector is missing in it.
        var isShort = false
    }

    let device: String
    var script: FaultScript
    private(set) var state = DeviceState.absent {
        didSet {
            guard state != oldValue else { return }
            for watcher in watchers.values { watcher.yield(state) }
        }
    }
    private(set) var hardwareState = HardwareState.safe
    private var watchers: [Int: AsyncStream<DeviceState>.Continuation] = [:]
    private var nextWatcher = 0

    init(device: String, script: FaultScript) {
        self.device = device
        self.script = script
    }

    /// A stream of the states from now on, and its number.
    mutating func watch() -> (Int, AsyncStream<DeviceState>, AsyncStream<DeviceState>.Continuation) {
        let number = nextWatcher
        nextWatcher += 1
        let (stream, continuation) = AsyncStream<DeviceState>.makeStream(bufferingPolicy: .bufferingNewest(16))
        continuation.yield(state)
        watchers[number] = continuation
        return (number, stream, continuation)
    }

    mutating func forget(_ watcher: Int) { watchers[watcher] = nil }

    mutating func open() throws {
        // Opening again resets a trip, as on a real device.
        if state == .degraded { try enterSafeState() }
        guard state == .absent || state == .lost else { return }
        state = .opening
        if script.seconds() < script.awayUntil {
            state = .lost
            throw away("open")
        }
        if let serial = script.serial {
            state = .lost
            throw failure(
                .invalidReading, "another device answers: serial number \(serial)",
                remedy: "Put the configured device back, or clear the fault.", "open", .unknown)
        }
        hardwareState = .safe
        state = .ready
    }

    mutating func close() {
        hardwareState = .safe
        state = .absent
    }

    mutating func enterSafeState() throws {
        if state == .lost { throw away("safe-state") }
        hardwareState = .safe
        if state == .degraded, script.acknowledgeTrip() { state = .ready }
    }

    /// Begins an operation: what is due happens. Faults of the physics are added to `injuries`, those of the reply are
    /// returned, to be handed to `end`; the others are thrown.
    mutating func begin(_ operation: String, suffering injuries: inout [Fault]) throws -> [Fault] {
        try requireReady(operation)
        var replies: [Fault] = []
        for fault in script.next() {
            switch fault.kind.target {
            case .reply: replies.append(fault)
            case .cells: injuries.append(fault)
            case .device: try strike(fault, operation)
            }
        }
        state = .busy
        return replies
    }

    /// Ends an operation that was carried out, with the faults of its reply.
    mutating func end(_ operation: String, _ faults: [Fault]) throws -> Outcome {
        state = .ready
        var outcome = Outcome()
        for fault in faults {
            switch fault.kind {
            case .delayReply: outcome.delay += fault.duration
            // A driver drops a reply that makes no sense, asks again, and is given the answer a second time.
            case .truncateReply, .corruptByte, .duplicateReply: outcome.delay += FaultScript.repetitionTime
            case .lateReply, .dropReply: throw lose(.timedOut, "no answer came in time", operation, away: 0)
            case .droppedFrame: outcome.isShort = true
            default: break
            }
        }
        return outcome
    }

    /// Lets happen what is due between two operations; returns the faults of the physics. Nobody waits for an answer,
    /// so only those who watch the state are told of the others.
    mutating func strikeDue() -> [Fault] {
        var injuries: [Fault] = []
        for fault in script.schedule.due(seconds: script.seconds()) {
            if fault.kind.target == .cells { injuries.append(fault) } else { try? strike(fault, "supervise") }
        }
        return injuries
    }

    mutating func clearFaults(_ id: Int?) -> Int {
        if id == nil { script.forgetAbsence() }
        return script.schedule.clear(id)
    }

    private func requireReady(_ operation: String) throws {
        if state == .lost { throw away(operation) }
        if state == .degraded, let trip = script.trip { throw tripped(trip, operation) }
        guard state == .ready else {
            throw failure(
                .notReady, "the device is \(state.rawValue)", remedy: "Open it first.", operation, hardwareState)
        }
    }

    private mutating func strike(_ fault: Fault, _ operation: String) throws {
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
        default: break
        }
    }

    private mutating func lose(
        _ code: DeviceError.Code, _ message: String, _ operation: String, away: Double
    ) -> DeviceError {
        script.awayUntil = max(script.awayUntil, script.seconds() + away)
        hardwareState = .unknown
        state = .lost
        return failure(code, message, remedy: "It is opened again as soon as it answers.", operation, .unknown)
    }

    private func away(_ operation: String) -> DeviceError {
        failure(
            .lost, "the device does not answer", remedy: "Wait for the fault to end, or clear it.", operation, .unknown)
    }

    private func tripped(_ fault: Fault, _ operation: String) -> DeviceError {
        let what = fault.kind == .overCurrent ? "the current limit has tripped" : "the device is too hot"
        return failure(
            .hardwareFault, "\(what); its outputs are off",
            remedy: "Find the cause, then use the safe state to reset it.", operation, .safe)
    }

    private func failure(
        _ code: DeviceError.Code, _ message: String, remedy: String, _ operation: String, _ hardware: HardwareState
    ) -> DeviceError {
        DeviceError(
            code, message, remedy: remedy, device: device, operation: operation, hardwareState: hardware)
    }
}
