import CrossbarBoard
import FaultScripts
import Testing

@testable import CrossbarEmulator

@Suite("Safety of the emulated crossbar board")
struct SafetyTests {
    private static let energising: [any CWPRequest] = [
        CWPReadVMMRequest.sample(),
        CWPSetInputRequest(tile: 0, row: 0, microvolts: [1000]),
        CWPSetGainRequest(tile: 0, column: 0, range: 0, gains: [1]),
        CWPProgramPulsesRequest(tile: 0, returnsConductance: false, operations: []),
        CWPProgramMapRequest(
            block: .first(), setMillivolts: 1200, resetMillivolts: -1200, nanoseconds: 100,
            map: .bytes([Int8](repeating: 1, count: 512))),
        CWPReadConductanceRequest(block: .first(), readMillivolts: 100, averages: 1, format: .siemens),
    ]

    @Test("the descriptor makes sense and says what the board can do")
    func descriptor() throws {
        var bench = BoardBench()
        let descriptor = try bench.ask(CWPHelloRequest(nonce: 5)).validated()
        #expect(descriptor.tiles == 2 && descriptor.rows == 32 && descriptor.columns == 16)
        #expect(descriptor.adcFullScaleNanoamperes == 20_000 && descriptor.adcLSBPicoamperes == 157_480)
        #expect(descriptor.inputMicrovolts == .init(minimum: 0, maximum: 200_000))
        #expect(descriptor.capabilities.isSuperset(of: [.gain, .packedMap, .differentialReadOut, .watchdog]))
        #expect(String(decoding: descriptor.uniqueID.prefix { $0 != 0 }, as: UTF8.self) == "EMU3")
    }

    @Test("another version is not spoken")
    func version() {
        var bench = BoardBench()
        var request = CWPHelloRequest(nonce: 1)
        request.minimumVersion = 0x0200
        request.maximumVersion = 0x0300
        #expect(bench.refusal(of: request)?.status == .badVersion)
        request.minimumVersion = 0x0300
        request.maximumVersion = 0x0100
        #expect(bench.refusal(of: request)?.status == .badVersion)
    }

    @Test("nothing that energises or needs it is accepted in the safe state")
    func notArmed() throws {
        var bench = BoardBench()
        _ = try bench.ask(CWPHelloRequest(nonce: 1))
        for request in Self.energising { #expect(bench.refusal(of: request)?.status == .notArmed, "\(request)") }
        _ = try bench.ask(CWPSetWatchdogRequest(milliseconds: 500))
        _ = try bench.ask(CWPArmRequest(isArmed: true))
        for request in Self.energising { #expect(bench.refusal(of: request) == nil, "\(request)") }
        for leave in [0, 1] {
            if leave == 0 { _ = try bench.ask(CWPSafeStateRequest(reason: 1)) }
            if leave == 1 { _ = try bench.ask(CWPArmRequest(isArmed: false)) }
            #expect(bench.refusal(of: Self.energising[0])?.status == .notArmed)
            _ = try bench.ask(CWPArmRequest(isArmed: true))
        }
        _ = try bench.ask(CWPHelloRequest(nonce: 2))
        #expect(bench.refusal(of: Self.energising[0])?.status == .notArmed)
    }

    @Test("without a watchdog there is no arming, and an armed board keeps its watchdog")
    func watchdogNeeded() throws {
        var bench = BoardBench()
        _ = try bench.ask(CWPHelloRequest(nonce: 1))
        #expect(bench.refusal(of: CWPArmRequest(isArmed: true))?.status == .notArmed)
        #expect(try bench.ask(CWPSetWatchdogRequest(milliseconds: 1)).milliseconds == 20)
        #expect(try bench.ask(CWPSetWatchdogRequest(milliseconds: 65_535)).milliseconds == 60_000)
        #expect(try bench.ask(CWPArmRequest(isArmed: true)).state == [.armed, .watchdog])
        #expect(bench.refusal(of: CWPSetWatchdogRequest(milliseconds: 0))?.status == .badParameter)
    }

    @Test("silence for longer than the watchdog allows makes the board safe and tells it, once")
    func watchdog() throws {
        var bench = try BoardBench.armed()
        bench.wait(0.9)
        _ = try bench.ask(CWPHeartbeatRequest(hostTime: 9))
        bench.wait(0.99)
        #expect(bench.board.isArmed && bench.events.isEmpty)
        bench.wait(0.02)
        #expect(!bench.board.isArmed)
        bench.wait(5)
        #expect(bench.events == [.state(code: .watchdogExpired, detail: 0, value: 1010)])
        #expect(bench.refusal(of: CWPReadVMMRequest.sample())?.status == .notArmed)
    }

    @Test("bytes that are not a frame do not feed the watchdog")
    func noise() throws {
        var bench = try BoardBench.armed()
        bench.wait(0.6)
        _ = bench.frames([1, 2, 3, 0])
        bench.wait(0.6)
        #expect(!bench.board.isArmed)
    }

    @Test("heartbeat and status tell the state, the uptime and the temperature, and give the time back")
    func status() throws {
        var bench = try BoardBench.armed()
        bench.wait(0.25)
        let beat = try bench.ask(CWPHeartbeatRequest(hostTime: 77))
        #expect(beat.echo == 77 && beat.uptimeMilliseconds == 250 && beat.state == [.armed, .watchdog])
        #expect(beat.temperatureCentidegrees == 2500)
        #expect(try bench.ask(CWPGetStatusRequest()).echo == 0)
    }

    @Test("a lost link makes the board safe")
    func lostLink() throws {
        var bench = try BoardBench.armed()
        bench.board.linkLost(at: 0)
        #expect(!bench.board.isArmed)
    }

    @Test("RESET is answered; then the board is as if switched on, its cells apart")
    func reset() throws {
        var bench = try BoardBench.armed()
        bench.wait(0.5)
        let cells = try bench.ask(
            CWPReadConductanceRequest(block: .first(), readMillivolts: 100, averages: 1, format: .siemens))
        _ = try bench.ask(CWPResetRequest())
        let status = try bench.ask(CWPGetStatusRequest())
        #expect(status.uptimeMilliseconds == 0 && status.state == [])
        _ = try bench.ask(CWPHelloRequest(nonce: 2))
        _ = try bench.ask(CWPSetWatchdogRequest(milliseconds: 500))
        _ = try bench.ask(CWPArmRequest(isArmed: true))
        let after = try bench.ask(
            CWPReadConductanceRequest(block: .first(), readMillivolts: 100, averages: 1, format: .siemens))
        #expect(after == cells)
    }

    @Test(
        "a tripped limit makes the board safe, tells it, and keeps it from being armed until the next session",
        arguments: [(FaultKind.overCurrent, CWPStatus.overCurrent), (.overTemperature, .overTemperature)])
    func trips(kind: FaultKind, status: CWPStatus) throws {
        var bench = try BoardBench.armed()
        bench.show(Fault(kind))
        guard case .state(status, _, _)? = bench.events.last else {
            Issue.record("no event of \(status): \(bench.events)")
            return
        }
        #expect(!bench.board.isArmed)
        #expect(bench.refusal(of: CWPReadVMMRequest.sample())?.status == status)
        #expect(bench.refusal(of: CWPArmRequest(isArmed: true))?.status == status)
        #expect(try bench.ask(CWPGetStatusRequest()).state.contains(.fault))
        if kind == .overTemperature {
            #expect(try bench.ask(CWPGetStatusRequest()).temperatureCentidegrees == 9500)
            _ = try bench.ask(CWPHelloRequest(nonce: 2))
            _ = try bench.ask(CWPSetWatchdogRequest(milliseconds: 500))
            #expect(bench.refusal(of: CWPArmRequest(isArmed: true))?.status == status)
            bench.wait(5.1)
        }
        _ = try bench.ask(CWPHelloRequest(nonce: 3))
        _ = try bench.ask(CWPSetWatchdogRequest(milliseconds: 500))
        _ = try bench.ask(CWPArmRequest(isArmed: true))
    }

    @Test("a failing supply restarts the board: safe, without a session, and it says so")
    func brownOut() throws {
        var bench = try BoardBench.armed()
        bench.wait(0.5)
        bench.show(Fault(.brownOut))
        #expect(bench.events == [.log("restarted: the supply failed")])
        #expect(bench.refusal(of: CWPReadVMMRequest.sample())?.status == .notArmed)
        #expect(try bench.ask(CWPGetStatusRequest()).uptimeMilliseconds == 0)
    }

    @Test("another serial number is told from the next session on, until the faults are cleared")
    func wrongSerial() throws {
        var bench = BoardBench()
        let own = try bench.ask(CWPHelloRequest(nonce: 1)).uniqueID
        bench.show(Fault(.wrongSerial))
        let other = try bench.ask(CWPHelloRequest(nonce: 2)).uniqueID
        #expect(other == Array("OTHER".utf8) + [UInt8](repeating: 0, count: 7))
        bench.board.forgetFaults()
        #expect(try bench.ask(CWPHelloRequest(nonce: 3)).uniqueID == own)
    }
}
