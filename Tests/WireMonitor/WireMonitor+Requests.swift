/// What the host sends.
extension WireMonitor {
    mutating func judgeRequest(_ frame: WireFrame) {
        guard WireOpcode.known.contains(frame.opcode), frame.status == 0, frame.id != 0 else {
            report(.host, .malformed, "opcode \(frame.opcode), id \(frame.id), status \(frame.status)")
            return
        }
        let repeats = frame.flags & WireFrame.retry != 0
        let name = "request \(frame.id) (opcode 0x\(String(frame.opcode, radix: 16)))"
        if frame.opcode == WireOpcode.hello, !repeats { endSession() }
        if repeats {
            guard let known = requests[frame.id], known.key == frame.key else {
                return report(.host, .idReused, "\(name) repeats nothing that was sent")
            }
            requests[frame.id]?.transmissions += 1
        } else if let known = requests[frame.id], known.answers < known.transmissions {
            // Only what does nothing when it is done twice may be sent again without saying so.
            guard known.key == frame.key, WireOpcode.harmless.contains(frame.opcode) else {
                report(.host, .idReused, "\(name) while the one before it has no answer")
                return enter(frame)
            }
            requests[frame.id]?.transmissions += 1
        } else {
            enter(frame)
        }
        checkArming(frame, name, isRepeated: repeats)
        judgeContents(frame, isRepeated: repeats)
    }

    private mutating func enter(_ frame: WireFrame) {
        let addressed = !WireOpcode.harmless.contains(frame.opcode) && frame.payload.count >= 2
        requests[frame.id] = Request(
            opcode: frame.opcode, key: frame.key, tile: addressed ? WireFields(frame.payload).u16(0) : nil)
        guard !WireOpcode.urgent.contains(frame.opcode) else { return }
        inFlight += 1
        if let maximumInFlight, inFlight > maximumInFlight {
            report(.host, .tooManyInFlight, "\(inFlight) where the board takes \(maximumInFlight)")
        }
    }

    /// HELLO makes the board forget; what it had not answered is unknown.
    private mutating func endSession() {
        for (id, request) in requests where request.answers == 0 {
            lastSession[id] = request
            if WireOpcode.programming.contains(request.opcode), let tile = request.tile { unknownTiles.insert(tile) }
        }
        requests = [:]
        inFlight = 0
    }

    private mutating func checkArming(_ frame: WireFrame, _ name: String, isRepeated: Bool) {
        switch frame.opcode {
        case WireOpcode.arm:
            hostHasArmed = frame.payload == [1]
            if hostHasArmed { isEnergised = true }
        case WireOpcode.safeState, WireOpcode.hello, WireOpcode.reset: hostHasArmed = false
        case _ where WireOpcode.harmless.contains(frame.opcode): break
        default:
            // A repetition gets the stored answer; it energises nothing.
            if !hostHasArmed, !isRepeated { report(.host, .notArmed, name) }
        }
    }

    private mutating func judgeContents(_ frame: WireFrame, isRepeated: Bool) {
        let (findings, pulses) = RequestJudge(limits: limits, input: input).judge(frame)
        for finding in findings {
            switch finding {
            case .malformed(let what): report(.host, .malformed, "request \(frame.id): \(what)")
            case .outside(let what): report(.host, .outsideLimits, "request \(frame.id): \(what)")
            }
        }
        guard !isRepeated else { return }
        if WireOpcode.programming.contains(frame.opcode), frame.payload.count >= 2 {
            let tile = WireFields(frame.payload).u16(0)
            if unknownTiles.contains(tile) { report(.host, .notReadBack, "request \(frame.id) on tile \(tile)") }
        }
        countWear(pulses, frame.id)
        followBias(frame, isSound: findings.isEmpty)
    }

    private mutating func countWear(_ pulses: [RequestJudge.Pulses], _ id: UInt16) {
        guard let limit = limits.pulsesPerCell else { return }
        var highest = 0
        for pulse in pulses {
            let cell = pulse.row << 16 | pulse.column
            wear[pulse.tile, default: [:]][cell, default: 0] += pulse.count
            highest = max(highest, wear[pulse.tile]?[cell] ?? 0)
        }
        if highest > limit { report(.host, .outsideLimits, "request \(id): \(highest) pulses of a cell's life") }
    }

    private mutating func followBias(_ frame: WireFrame, isSound: Bool) {
        guard frame.opcode == WireOpcode.setInput, isSound else { return }
        let fields = WireFields(frame.payload)
        for index in 0..<fields.u16(4) {
            let (tile, row, microvolts) = (fields.u16(0), fields.u16(2) + index, fields.i32(8 + 4 * index))
            let before = bias[tile]?[row] ?? 0
            bias[tile, default: [:]][row] = microvolts
            // One microvolt for the rounding of either end.
            if let step = limits.biasStepMicrovolts, abs(microvolts - before) > step + 1 {
                report(.host, .outsideLimits, "request \(frame.id): a bias step of \(microvolts - before) uV")
            }
        }
    }
}
