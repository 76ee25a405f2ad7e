import CrossbarBoard
import Testing

@testable import CrossbarEmulator

@Suite("Repetitions and bad frames at the emulated crossbar board")
struct RepetitionTests {
    private static let pulses = CWPProgramMapRequest(
        block: .first(), setMillivolts: 1200, resetMillivolts: -1200, nanoseconds: 100,
        map: .bytes([Int8](repeating: 5, count: 512)))

    private static func cells(_ bench: inout BoardBench) throws -> CWPReadConductanceResponse.Values {
        try bench.ask(CWPReadConductanceRequest(block: .first(), readMillivolts: 100, averages: 1, format: .siemens))
            .values
    }

    @Test("a repeated request is answered with the stored answer and not carried out again", arguments: [true, false])
    func repeated(isMarked: Bool) throws {
        var bench = try BoardBench.armed()
        var frame = try Self.pulses.frame(requestID: 500)
        let first = bench.frames(frame.encoded())
        let after = try Self.cells(&bench)
        if isMarked { frame.flags.insert(.retry) }
        #expect(bench.frames(frame.encoded()) == first)
        #expect(try Self.cells(&bench) == after)
    }

    @Test("the same request under another number is another one")
    func otherNumber() throws {
        var bench = try BoardBench.armed()
        _ = bench.frames(try Self.pulses.frame(requestID: 500).encoded())
        let after = try Self.cells(&bench)
        _ = bench.frames(try Self.pulses.frame(requestID: 501).encoded())
        #expect(try Self.cells(&bench) != after)
    }

    @Test("another request under the same number is another one")
    func otherRequest() throws {
        var bench = try BoardBench.armed()
        _ = bench.frames(try Self.pulses.frame(requestID: 500).encoded())
        let answer = bench.frames(
            try CWPSetGainRequest(tile: 0, column: 0, range: 0, gains: [1]).frame(requestID: 500).encoded())
        #expect(answer.first?.opcode == .setGain)
    }

    @Test("the last eight answers are kept, heartbeats not among them; a new session keeps none")
    func storeSize() throws {
        var bench = try BoardBench.armed()
        let frame = try Self.pulses.frame(requestID: 500)
        let first = bench.frames(frame.encoded())
        for _ in 0..<7 { _ = try bench.ask(CWPSetGainRequest(tile: 0, column: 0, range: 0, gains: [1])) }
        for time in 0..<20 { _ = try bench.ask(CWPHeartbeatRequest(hostTime: UInt64(time))) }
        #expect(bench.frames(frame.encoded()) == first)
        // Reading the cells takes the ninth place.
        let before = try Self.cells(&bench)
        _ = bench.frames(frame.encoded())
        let after = try Self.cells(&bench)
        #expect(after != before)
        _ = try bench.ask(CWPHelloRequest(nonce: 8))
        #expect(bench.frames(frame.encoded()).first?.status == .notArmed)
    }

    @Test("a repeated HELLO is answered again and does not end the session it opened")
    func repeatedHello() throws {
        var bench = BoardBench()
        let hello = try CWPHelloRequest(nonce: 4).frame(requestID: 900)
        let first = bench.frames(hello.encoded())
        _ = try bench.ask(CWPSetWatchdogRequest(milliseconds: 500))
        _ = try bench.ask(CWPArmRequest(isArmed: true))
        #expect(bench.frames(hello.encoded()) == first)
        #expect(bench.board.isArmed)
    }

    @Test("SAFE_STATE is carried out each time, also under a number that was used for it before")
    func repeatedSafeState() throws {
        var bench = try BoardBench.armed()
        let safe = try CWPSafeStateRequest(reason: 0xF5).frame(requestID: 0xFFFF).encoded()
        for _ in 0..<2 {
            #expect(bench.frames(safe).first?.status == .ok)
            #expect(!bench.board.isArmed)
            _ = try bench.ask(CWPArmRequest(isArmed: true))
        }
    }

    @Test("a damaged frame is dropped and told, at most ten times a second; the next one is answered")
    func badFrames() throws {
        var bench = try BoardBench.armed()
        var damaged = try CWPGetStatusRequest().frame(requestID: 7).encoded()
        damaged[5] ^= 0x10
        for _ in 0..<50 { #expect(bench.frames(damaged).allSatisfy { !$0.isResponse }) }
        #expect(bench.events == [.state(code: .badFrame, detail: 0, value: 1)])
        bench.wait(0.11)
        #expect(bench.events.last == .state(code: .badFrame, detail: 0, value: 49))
        _ = try bench.ask(CWPGetStatusRequest())
    }

    @Test("before HELLO no large frame is taken, after it they are")
    func payloadLimit() throws {
        var bench = BoardBench()
        let large = try CWPReadVMMRequest.sample().frame(requestID: 3).encoded()
        var small = CWPReadVMMRequest.sample()
        small.vectors = 1
        small.inputs = .u8([UInt8](repeating: 1, count: 32))
        #expect(bench.frames(try small.frame(requestID: 2).encoded()).first?.status == .notArmed)
        let longer = try Self.pulses.frame(requestID: 4).encoded()
        #expect(bench.frames(longer).isEmpty || bench.events.last == .state(code: .badFrame, detail: 0, value: 1))
        _ = try bench.ask(CWPHelloRequest(nonce: 1))
        #expect(bench.frames(large).first?.status == .notArmed)
        #expect(bench.frames(longer).first?.status == .notArmed)
    }

    @Test("unknown opcodes, request number 0 and payloads of a wrong length are refused")
    func nonsense() throws {
        var bench = try BoardBench.armed()
        func status(_ frame: CWPFrame) -> CWPStatus? { bench.frames(frame.encoded()).first?.status }
        #expect(status(CWPFrame(opcode: CWPOpcode(rawValue: 0x33), requestID: 5)) == .badOpcode)
        #expect(status(CWPFrame(opcode: .getStatus, requestID: 0)) == .badParameter)
        #expect(status(CWPFrame(opcode: .arm, requestID: 6, payload: [1, 1])) == .badLength)
        #expect(status(CWPFrame(opcode: .reset, requestID: 7, payload: [0, 0, 0, 0])) == .badParameter)
        #expect(bench.frames(CWPFrame(opcode: .arm, isResponse: true, requestID: 8).encoded()).isEmpty)
    }

    @Test("no bytes whatever make it fall over or arm itself", arguments: 0..<20)
    func garbage(seed: UInt64) throws {
        var bench = BoardBench()
        _ = try bench.ask(CWPHelloRequest(nonce: 1))
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        for _ in 0..<200 {
            let bytes = (0..<64).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 40) & (state >> 60 == 0 ? 0 : 0xFF)
            }
            _ = bench.frames(bytes)
        }
        #expect(!bench.board.isArmed)
    }
}
