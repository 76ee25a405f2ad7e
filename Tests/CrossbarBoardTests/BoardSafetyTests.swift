import PhysicalDevices
import Testing

@testable import CrossbarBoard

@Suite("Crossbar board: safety")
struct BoardSafetyTests {
    @Test("the board is armed by the first request that energises, and again after a safe state")
    func arming() async throws {
        let bench = BoardBench()
        let gate = try await bench.gate()
        #expect(await bench.board.isArmed == false)
        for _ in 0..<2 {
            _ = try await gate.process(BoardBench.drive(1))
            _ = try await gate.process(BoardBench.drive(1))
            #expect(await bench.board.isArmed)
            #expect(await bench.device.hardwareState != .safe)
            try await bench.device.enterSafeState()
            #expect(await bench.board.isArmed == false)
            #expect(await bench.device.hardwareState == .safe)
        }
        #expect(await bench.board.received.count { $0.opcode == .arm } == 2)
        _ = try await gate.process(BoardBench.drive(1))
        await bench.device.close()
        #expect(await bench.board.isArmed == false)
    }

    @Test("the safe state stops what is under way and what is queued, and the board is not armed behind it")
    func stops() async throws {
        let bench = BoardBench(script: { frame, count in
            frame.opcode == .readVMM && count >= 2 ? .deaf : .none
        })
        let gate = try await bench.gate()
        _ = try await gate.process(BoardBench.drive(1))
        async let batch = deviceError { _ = try await gate.process(BoardBench.drive(400)) }
        for await frame in bench.board.requests where frame.opcode == .readVMM {
            if await bench.board.received.count(where: { $0.opcode == .readVMM }) > 2 { break }
        }
        async let pulses = deviceError { _ = try await gate.program(BoardBench.map { _ in 1 }) }
        while await bench.device.lane.waiters.isEmpty { await Task.yield() }
        try await bench.device.enterSafeState()
        let errors = try await [batch, pulses]
        #expect(errors.allSatisfy { $0?.code == .heldSafe && $0?.hardwareState == .safe }, "\(errors)")
        #expect(await bench.board.isArmed == false)
        let after = await bench.board.received.drop { $0.opcode != .safeState }
        #expect(after.allSatisfy { $0.opcode == .safeState })
        await bench.device.close()
    }

    @Test(
        "a board that goes safe by itself is degraded, says why, and works again after it was opened again",
        arguments: [CWPStatus.watchdogExpired, .overCurrent, .hardwareFault])
    func trips(cause: CWPStatus) async throws {
        let bench = BoardBench()
        let gate = try await bench.gate()
        _ = try await gate.process(BoardBench.drive(1))
        var states = await bench.device.states().makeAsyncIterator()
        await bench.board.trip(cause)
        while let state = await states.next(), state != .degraded {}
        #expect(await bench.device.hardwareState == .safe)
        let error = try await deviceError { _ = try await gate.process(BoardBench.drive(1)) }
        #expect(error?.message.contains("\(cause)") == true && error?.hardwareState == .safe)
        try await bench.device.open()
        _ = try await gate.process(BoardBench.drive(1))
        await bench.device.close()
    }

    @Test("an operation that meets a board gone safe says so, with the cause that the event told")
    func tripMeetsOperation() async throws {
        let bench = BoardBench(script: { frame, count in
            guard frame.opcode == .readVMM, count == 2 else { return .none }
            return .refuse(.overCurrent)
        })
        let gate = try await bench.gate()
        _ = try await gate.process(BoardBench.drive(1))
        let error = try await deviceError { _ = try await gate.process(BoardBench.drive(1)) }
        #expect(error?.code == .hardwareFault && error?.hardwareState == .safe)
        #expect(error?.message.contains("over-current") == true)
        #expect(await bench.device.state == .degraded)
        await bench.device.close()
    }

    @Test("heartbeats feed an armed board on an idle line, and notice a trip whose event was lost")
    func heartbeats() async throws {
        var settings = CrossbarBoardSettings()
        settings.watchdog = TimeSpan(0.3)
        let bench = BoardBench(settings: settings, heartbeat: settings.heartbeat, patience: 1)
        let gate = try await bench.gate()
        _ = try await gate.process(BoardBench.drive(1))
        var beats = 0
        for await frame in bench.board.requests where frame.opcode == .heartbeat {
            #expect(frame.requestID >= 0xF000)
            beats += 1
            if beats == 5 { break }
        }
        var states = await bench.device.states().makeAsyncIterator()
        await bench.board.disarmSilently()
        while let state = await states.next(), state != .degraded {}
        #expect(await bench.device.hardwareState == .safe)
        await bench.device.close()
    }

    @Test("the emergency frame and its answer are those of the protocol, under the reserved number")
    func emergency() async throws {
        let bytes = CrossbarBoard.emergencyBytes
        #expect(bytes.send.first == 0)
        let request = try #require(try bytes.send.decoded().first?.get())
        #expect(request == CWPFrame(opcode: .safeState, requestID: 0xFFFF, payload: [0xF5]))
        let answer = try #require(try bytes.expect?.decoded().first?.get())
        #expect(answer == CWPFrame(opcode: .safeState, isResponse: true, requestID: 0xFFFF))
        let bench = BoardBench()
        _ = try await bench.gate().process(BoardBench.drive(1))
        #expect(bench.device.emergencyStop == bytes)
        await bench.device.close()
    }

    @Test("unplugging is noticed without a request, and closing a lost board does nothing more")
    func unplugged() async throws {
        let bench = BoardBench()
        let gate = try await bench.gate()
        _ = try await gate.process(BoardBench.drive(1))
        var states = await bench.device.states().makeAsyncIterator()
        await bench.board.hangUp()
        while let state = await states.next(), state != .lost {}
        #expect(await bench.device.hardwareState == .unknown)
        let error = try await deviceError { _ = try await gate.process(BoardBench.drive(1)) }
        #expect(error?.code == .lost)
        await bench.device.close()
        #expect(await bench.device.state == .absent)
    }
}
