import Testing
import WireMonitor

@Suite("Wire monitor")
struct WireMonitorTests {
    @Test("a session by the rules has no violation, and ends safe")
    func goodSession() {
        var talk = BoardTalk()
        talk.start()
        #expect(talk.monitor.isEnergised)
        talk.host(0x11, 4, read([255, 0, 128]))
        talk.host(0x22, 5, map([15, -15, 0]))
        talk.board(0x11, 4, [1, 2], more: true)
        talk.board(0x11, 4, [3])
        talk.board(0x22, 5)
        talk.host(0x21, 6, conductance())
        talk.board(0x21, 6)
        talk.host(0x02, 0xF000, [UInt8](repeating: 0, count: 8))
        talk.board(0x02, 0xF000)
        talk.host(0x05, 7, [1])
        talk.board(0x05, 7)
        talk.monitor.finish(at: 1)
        #expect(talk.monitor.violations == [])
        #expect(!talk.monitor.isEnergised)
        #expect(talk.monitor.frames == (8, 9))
    }

    @Test("what energises before ARM, and after a safe state, is seen", arguments: [0x10, 0x11, 0x20, 0x21, 0x22])
    func unarmed(opcode: Int) {
        let payloads: [Int: [UInt8]] = [
            0x10: u16(0) + u16(0) + u16(1) + u16(0) + u32(1000), 0x11: read([1]), 0x20: u16(0) + u16(0) + u32(0),
            0x21: conductance(), 0x22: map([1]),
        ]
        let payload = payloads[opcode] ?? []
        var talk = BoardTalk()
        talk.start()
        talk.host(UInt8(opcode), 4, payload)
        talk.board(UInt8(opcode), 4)
        #expect(talk.rules == [])
        talk.host(0x05, 5, [0xF5])
        talk.host(UInt8(opcode), 6, payload)
        #expect(talk.rules == [.notArmed])
        talk.board(0x05, 5)
        talk.board(UInt8(opcode), 6)
        #expect(talk.rules == [.notArmed, .notArmed] && talk.monitor.violations.last?.side == .board)
    }

    @Test("a board that is refused by its watchdog is safe, and is not taken to task for saying so")
    func watchdog() {
        var talk = BoardTalk()
        talk.start()
        talk.event(code: 11)
        #expect(!talk.monitor.isEnergised)
        talk.host(0x11, 4, read([1]))
        talk.board(0x11, 4, u16(0) + u16(0), status: 9)
        #expect(talk.rules == [])
        talk.host(0x11, 5, read([1]))
        talk.board(0x11, 5)
        #expect(talk.rules == [.notArmed])
    }

    @Test(
        "amplitudes, widths and counts outside the limits are seen",
        arguments: [
            map([16]), map([-16]), map([1], set: 1501), map([1], set: 499), map([1], reset: -1501), map([1], reset: 0),
            map([1], width: 99), map([1], width: 1_000_001), map([-128]),
        ])
    func pulses(payload: [UInt8]) {
        var talk = BoardTalk()
        talk.start()
        talk.host(0x22, 4, payload)
        #expect(talk.rules == [.outsideLimits])
    }

    @Test("single pulses are judged by their sign, and those to one cell together")
    func singlePulses() {
        func train(_ operations: [(Int16, UInt16)]) -> [UInt8] {
            var payload = u16(0) + u16(UInt16(operations.count)) + u32(0)
            for (millivolts, count) in operations {
                payload += u16(3) + u16(5)
                payload += i16(millivolts) + u16(count) + u32(1000)
            }
            return payload
        }
        var talk = BoardTalk()
        talk.start(inFlight: 8)
        talk.host(0x20, 4, train([(1500, 8), (-1500, 7)]))
        #expect(talk.rules == [])
        talk.host(0x20, 5, train([(1500, 8), (-1500, 8)]))
        #expect(talk.rules == [.outsideLimits])
        talk.host(0x20, 6, train([(1501, 1), (-1501, 1)]))
        #expect(talk.rules == [.outsideLimits, .outsideLimits, .outsideLimits])
    }

    @Test("packed and sparse maps are read as plain ones are")
    func mapFormats() {
        let head = u16(0) + u16(0) + u16(1) + u16(0) + u16(3)
        let shape = i16(1000) + i16(-1000) + u32(1000)
        var limits = BoardTalk.limits
        limits.pulsesPerRequest = 7
        var talk = BoardTalk(limits)
        talk.start(inFlight: 8)
        talk.host(0x22, 4, head + [1, 0] + shape + [0x97, 0x01])
        #expect(talk.rules == [])
        talk.host(0x22, 5, head + [1, 0] + shape + [0x87, 0x01])
        #expect(talk.rules == [.outsideLimits])
        talk.host(0x22, 6, head + [2, 0] + shape + u32(1) + u16(0) + u16(2) + [8])
        #expect(talk.rules == [.outsideLimits, .outsideLimits])
        talk.host(0x22, 7, head + [2, 0] + shape + u32(1) + u16(1) + u16(2) + [1])
        #expect(talk.rules.last == .malformed)
    }

    @Test("read and bias voltages above the limit are seen, in every input format")
    func readVoltages() {
        var limits = BoardTalk.limits
        limits.readMicrovolts = 100_000
        limits.biasStepMicrovolts = 50_000
        var talk = BoardTalk(limits)
        talk.start(inFlight: 20, inputMicrovolts: -200_000...200_000)
        let head: (UInt8) -> [UInt8] = { format in
            u16(0) + [format, 0] + u16(1) + u16(0) + u16(1) + u16(0) + u16(2) + u16(1)
        }
        let inside: [[UInt8]] = [
            head(0) + [191], head(0) + [64], head(1) + [63], head(2) + u16(0xBFFF), head(3) + i16(16_383),
            head(4) + [0],
        ]
        for (index, payload) in inside.enumerated() { talk.host(0x11, UInt16(10 + index), payload) }
        #expect(talk.rules == [])
        let outside: [[UInt8]] = [
            head(0) + [192], head(0) + [63], head(1) + [66], head(2) + u16(0xC001), head(3) + i16(16_390),
            head(4) + [1],
        ]
        for (index, payload) in outside.enumerated() { talk.host(0x11, UInt16(20 + index), payload) }
        #expect(talk.rules == [Violation.Rule](repeating: .outsideLimits, count: outside.count))
        talk.host(0x21, 30, conductance(millivolts: -101))
        #expect(talk.rules.count == outside.count + 1)
        func bias(_ microvolts: UInt32) -> [UInt8] { u16(0) + u16(7) + u16(1) + u16(0) + u32(microvolts) }
        talk.host(0x10, 31, bias(50_000))
        talk.host(0x10, 32, bias(100_000))
        #expect(talk.rules.count == outside.count + 1)
        talk.host(0x10, 33, bias(0))
        talk.host(0x10, 34, bias(100_001))
        #expect(talk.rules.count == outside.count + 3)
    }

    @Test("one id for two requests is seen, a repetition that says so is not")
    func ids() {
        var talk = BoardTalk()
        talk.start(inFlight: 8)
        talk.host(0x22, 4, map([1]))
        talk.host(0x22, 4, map([1]), retry: true)
        talk.board(0x22, 4, [7])
        talk.board(0x22, 4, [7])
        #expect(talk.rules == [])
        talk.host(0x22, 5, map([1]))
        talk.host(0x22, 5, map([1]))
        #expect(talk.rules == [.idReused])
        talk.host(0x22, 6, map([1]), retry: true)
        talk.host(0x22, 5, map([2]), retry: true)
        #expect(talk.rules == [.idReused, .idReused, .idReused])
    }

    @Test("pulses that were executed again are seen by their second answer")
    func executedTwice() {
        var talk = BoardTalk()
        talk.start()
        talk.host(0x22, 4, map([1]))
        talk.board(0x22, 4, [7])
        talk.host(0x22, 4, map([1]), retry: true)
        talk.board(0x22, 4, [8])
        #expect(talk.rules == [.executedTwice])
        talk.board(0x22, 4, [7])
        #expect(talk.rules == [.executedTwice, .surplusAnswer])
        talk.board(0x22, 9)
        #expect(talk.rules.last == .surplusAnswer)
    }

    @Test("what was being programmed when a session ended must be read back before it is programmed again")
    func readBack() {
        var talk = BoardTalk()
        talk.start()
        talk.host(0x22, 4, map([1], tile: 2))
        talk.start()
        talk.host(0x22, 4, map([1], tile: 1))
        talk.host(0x22, 5, map([1], tile: 2))
        #expect(talk.rules == [.notReadBack])
        talk.host(0x21, 6, conductance(tile: 2))
        talk.board(0x22, 4)
        talk.board(0x22, 5)
        talk.board(0x21, 6)
        talk.host(0x22, 7, map([1], tile: 2))
        #expect(talk.rules == [.notReadBack, .tooManyInFlight])
    }

    @Test("bytes of no frame are seen, but not what a killed host left unfinished")
    func garbage() {
        var talk = BoardTalk()
        talk.start()
        talk.monitor.hostSent([1, 2, 3, 0], at: 1)
        talk.monitor.boardSent([1, 2, 3, 0, 0, 0], at: 1)
        #expect(talk.rules == [.noFrame, .noFrame])
        talk.monitor.hostSent(Array(WireFrame(0x22, id: 4, payload: map([1])).bytes.dropLast(9)), at: 1)
        talk.monitor.hostDied(at: 1)
        talk.monitor.hostSent([0] + WireFrame(0x05, id: 0xFFFF, payload: [0xF5]).bytes, at: 1.2)
        talk.monitor.boardSent(WireFrame(0x85, id: 0xFFFF).bytes, at: 1.25)
        talk.monitor.finish(at: 3)
        #expect(talk.rules == [.noFrame, .noFrame])
        #expect(talk.monitor.secondsToSafe == 0.25)
    }

    @Test("a host that dies leaves the board safe in time, by whatever means, or it is seen")
    func death() {
        var late = BoardTalk()
        late.start()
        late.monitor.hostDied(at: 1)
        late.monitor.check(at: 1.9)
        #expect(late.rules == [] && late.monitor.secondsToSafe == nil)
        late.seconds = 2.5
        late.event(code: 11)
        #expect(late.rules == [.notSafeInTime] && late.monitor.secondsToSafe == 1.5)
        var never = BoardTalk()
        never.start()
        never.monitor.hostDied(at: 1)
        never.monitor.finish(at: 10)
        #expect(never.rules == [.notSafeInTime] && never.monitor.isEnergised)
        var idle = BoardTalk()
        idle.monitor.hostDied(at: 1)
        idle.monitor.finish(at: 10)
        #expect(idle.rules == [] && idle.monitor.secondsToSafe == 0)
    }

    @Test("pulses of a cell's life add up over requests")
    func wear() {
        var limits = BoardTalk.limits
        limits.pulsesPerCell = 20
        var talk = BoardTalk(limits)
        talk.start(inFlight: 8)
        talk.host(0x22, 4, map([15, 1]))
        talk.host(0x22, 5, map([-5, 15]))
        talk.host(0x22, 5, map([-5, 15]), retry: true)
        #expect(talk.rules == [])
        talk.host(0x22, 6, map([0, 5]))
        #expect(talk.rules == [.outsideLimits])
    }
}
