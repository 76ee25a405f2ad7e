import CrossbarBoard
import DeviceEmulation
import FaultScripts
import Simulated

/// A board that speaks the crossbar wire protocol, with a simulated chip behind it: a pure state machine that turns
/// the bytes of requests into those of answers. Time comes from outside [s].
///
/// It trusts nothing that the host sends: voltages, widths, counts and indices are checked here as a real board's
/// firmware would, and nothing is driven unless the board is armed.
public struct EmulatedCrossbar: Sendable {
    /// What the board is made of.
    public let settings: EmulatedCrossbarSettings

    var chip: CrossbarChip
    var descriptor: CWPDescriptor
    var safety = SafetyState()
    var readOut: [UInt16: ColumnSettings] = [:]
    /// Whether the next measurement is to miss a vector, as a fault has it.
    var dropsVector = false
    var now = 0.0
    /// Answers and events on their way.
    var outbox: [EmulatedReply] = []

    private var started = 0.0
    private var decoder = CWPFrameDecoder()
    private var answers: AnswerStore
    private var badFrames = BadFrameReport()

    /// A board that was switched on at 0 s.
    public init(settings: EmulatedCrossbarSettings) {
        self.settings = settings
        chip = CrossbarChip(parameters: settings.parameters, seed: settings.seed)
        descriptor = settings.descriptor(serial: settings.serial)
        answers = AnswerStore(capacity: Int(descriptor.maximumInFlight))
    }

    /// Whether outputs may be energised.
    public var isArmed: Bool { safety.isArmed }

    /// Takes in bytes from the host; returns what the board sends, in order.
    public mutating func receive(_ bytes: [UInt8], at seconds: Double) -> [EmulatedReply] {
        now = seconds
        for result in decoder.receive(bytes) {
            switch result {
            case .success(let frame): take(frame)
            case .failure: badFrames.count += 1
            }
        }
        return say()
    }

    /// Lets time pass; returns what the board says unasked.
    public mutating func tick(at seconds: Double) -> [EmulatedReply] {
        now = seconds
        if let silence = safety.watchdogExpired(at: seconds) {
            enterSafeState()
            post(.state(code: .watchdogExpired, detail: 0, value: UInt32(clamping: Int(silence * 1000))))
        }
        return say()
    }

    /// The link went away: a board without a host is safe.
    public mutating func linkLost(at seconds: Double) {
        now = seconds
        decoder.reset()
        enterSafeState()
    }

    /// Shows a fault of the device or its cells.
    public mutating func show(_ fault: Fault, at seconds: Double) -> [EmulatedReply] {
        now = seconds
        switch fault.kind {
        case .brownOut:
            restart()
            post(.log("restarted: the supply failed"))
        case .overCurrent:
            enterSafeState()
            safety.latch(.overCurrent, until: nil)
            post(.state(code: .overCurrent, detail: 0, value: 0))
        case .overTemperature:
            enterSafeState()
            safety.latch(.overTemperature, until: seconds + fault.duration)
            post(.state(code: .overTemperature, detail: 0, value: UInt32(SafetyState.hotCentidegrees)))
        case .wrongSerial: descriptor = settings.descriptor(serial: fault.serial)
        case .droppedFrame: dropsVector = true
        default: chip.suffer(fault)
        }
        return say()
    }

    /// Takes back what a fault has made of the board's identity.
    public mutating func forgetFaults() {
        descriptor = settings.descriptor(serial: settings.serial)
        dropsVector = false
    }

    // MARK: Frames

    private mutating func take(_ frame: CWPFrame) {
        // What only a board says is an echo of the line, not a request.
        guard !frame.isResponse, !frame.opcode.isEvent else { return }
        safety.heard(at: now)
        let key = frame.repetitionKey
        if let stored = answers[key] {
            outbox.append(EmulatedReply(bytes: stored))
            return
        }
        let (answer, delay) = answer(frame)
        let fragments = answer.fragments(maximumPayload: Int(descriptor.maximumPayload))
        let bytes = fragments.count == 1 ? fragments[0].encoded() : fragments.flatMap { $0.encoded() }
        if frame.opcode.isStored { answers[key] = bytes }
        outbox.append(EmulatedReply(bytes: bytes, delay: delay))
        if frame.opcode == .reset, answer.status == .ok { restart() }
    }

    private mutating func answer(_ frame: CWPFrame) -> (CWPFrame, delay: Double) {
        do throws(CWPErrorResponse) {
            guard frame.requestID != 0 else { throw CWPErrorResponse(opcode: frame.opcode, status: .badParameter) }
            guard safety.isArmed || !frame.opcode.needsArming else {
                throw CWPErrorResponse(opcode: frame.opcode, status: safety.trip ?? .notArmed)
            }
            return try carryOut(CWPAnyRequest(frame: frame), frame.requestID)
        } catch {
            return (error.frame(requestID: frame.requestID), 0)
        }
    }

    /// Opens a session: nothing of the one before is left, and the board is safe.
    mutating func begin() {
        enterSafeState()
        safety = SafetyState(trip: safety.isHot(at: now) ? safety.trip : nil, hotUntil: safety.hotUntil)
        safety.heard(at: now)
        readOut = [:]
        answers.removeAll()
        decoder.maximumPayload = Int(descriptor.maximumPayload)
    }

    mutating func enterSafeState() {
        safety.isArmed = false
        chip.releaseInputs()
    }

    private mutating func restart() {
        begin()
        decoder = CWPFrameDecoder()
        started = now
    }

    /// [ms] since the board was switched on or restarted.
    var uptimeMilliseconds: UInt32 { UInt32(truncatingIfNeeded: Int((now - started) * 1000)) }

    // MARK: What the board sends

    private mutating func post(_ event: CWPEvent) {
        outbox.append(EmulatedReply(bytes: event.frame.encoded(), answersRequest: false))
    }

    private mutating func say() -> [EmulatedReply] {
        if let dropped = badFrames.due(at: now) {
            post(.state(code: .badFrame, detail: 0, value: UInt32(clamping: dropped)))
        }
        defer { outbox.removeAll(keepingCapacity: true) }
        return outbox
    }
}

extension CWPOpcode {
    /// What is accepted in the safe state is little: a session, its safety, and what tells the state.
    fileprivate var needsArming: Bool {
        switch self {
        case .setInput, .readVMM, .setGain, .programPulses, .programMap, .readConductance: true
        default: false
        }
    }

    /// Whether an answer is kept for a repetition. What changes nothing, or is safe to do twice, is done again, so that
    /// heartbeats do not push out the answers that matter, and a safe state is never answered without being entered.
    fileprivate var isStored: Bool { self != .heartbeat && self != .getStatus && self != .safeState }
}
