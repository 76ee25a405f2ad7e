/// What the board sends.
extension WireMonitor {
    /// Codes of the event 0x40 after which outputs are off.
    private static let safeCodes: Set<Int> = [10, 11, 12, 13, 14]

    mutating func judgeAnswer(_ frame: WireFrame) {
        if frame.opcode == WireOpcode.stateEvent || frame.opcode == WireOpcode.logEvent { return judgeEvent(frame) }
        guard frame.opcode & 0x80 != 0 else {
            return report(.board, .malformed, "opcode 0x\(String(frame.opcode, radix: 16))")
        }
        let opcode = frame.opcode & 0x7F
        guard var request = requests[frame.id], request.opcode == opcode else {
            // A board answers a frame with an unknown opcode, or one it could not read, as it can.
            guard lastSession[frame.id]?.opcode == opcode else {
                return report(.board, .surplusAnswer, "answer to \(frame.id), which was not asked")
            }
            return
        }
        request.partialAnswer += frame.payload
        guard frame.flags & WireFrame.more == 0 else {
            requests[frame.id] = request
            return
        }
        let answer = WireFrame.checksum(
            (request.partialAnswer + [UInt8(frame.status & 0xFF), UInt8(frame.status >> 8)])[...])
        let payload = request.partialAnswer
        request.partialAnswer = []
        request.answers += 1
        let isFirst = request.answers == 1
        if request.answers > request.transmissions {
            report(.board, .surplusAnswer, "answer \(request.answers) to request \(frame.id)")
        }
        if let first = request.firstAnswer, first != answer, !WireOpcode.harmless.contains(opcode) {
            report(.board, .executedTwice, "request \(frame.id) has two different answers")
        }
        request.firstAnswer = request.firstAnswer ?? answer
        requests[frame.id] = request
        if isFirst {
            if !WireOpcode.urgent.contains(opcode) { inFlight -= 1 }
            follow(opcode, WireFields(payload), status: frame.status, id: frame.id, tile: request.tile)
        }
    }

    private mutating func judgeEvent(_ frame: WireFrame) {
        guard frame.opcode == WireOpcode.stateEvent else { return }
        guard frame.payload.count >= 8 else {
            return report(.board, .malformed, "an event of \(frame.payload.count) bytes")
        }
        if Self.safeCodes.contains(WireFields(frame.payload).u16(0)) { becomeSafe() }
    }

    private mutating func follow(_ opcode: UInt8, _ payload: WireFields, status: UInt16, id: UInt16, tile: Int?) {
        guard status == 0 else {
            if opcode == WireOpcode.arm, !boardIsArmed {
                hostHasArmed = false
                becomeSafe()
            }
            return
        }
        switch opcode {
        case WireOpcode.hello:
            lastSession = [:]
            becomeSafe()
            readDescriptor(payload)
        case WireOpcode.safeState, WireOpcode.reset: becomeSafe()
        case WireOpcode.arm:
            if payload.count >= 1, payload.u8(0) & 1 == 1 {
                boardIsArmed = true
                isEnergised = true
            } else {
                becomeSafe()
            }
        case WireOpcode.readConductance:
            if let tile { unknownTiles.remove(tile) }
            checkArmed(id)
        default:
            if !WireOpcode.harmless.contains(opcode) { checkArmed(id) }
        }
    }

    private mutating func checkArmed(_ id: UInt16) {
        if !boardIsArmed { report(.board, .notArmed, "request \(id) was executed in the safe state") }
    }

    private mutating func readDescriptor(_ payload: WireFields) {
        guard payload.count >= 86 else { return report(.board, .malformed, "a descriptor of \(payload.count) bytes") }
        input = (payload.i32(16), payload.i32(20))
        maximumInFlight = payload.u8(84)
    }
}
