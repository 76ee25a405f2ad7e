import Matrices
import PhysicalDevices
import Synchronization
import Testing

@testable import CrossbarBoard

@Suite("Crossbar board: trouble with replies")
struct ReplyTroubleTests {
    @Test("with every kind of damage to replies all readings are right and no pulse is applied twice")
    func everyKind() async throws {
        let generator = Mutex(SeededGenerator(state: 17))
        let kinds: [ScriptedBoard.Misdeed] = [
            .deaf, .dropReply, .lateReply, .duplicateReply, .truncateReply, .corruptReply, .wrongNumber, .wrongShape,
            .wrongOpcode, .sayFirst([7, 7, 7, 0]),
            .sayFirst(CWPEvent.state(code: .badFrame, detail: 0, value: 1).frame.encoded()),
        ]
        let bench = BoardBench(patience: 0.5, script: { frame, _ in
            let draw = generator.withLock { $0.next() }
            guard frame.opcode != .hello, !frame.flags.contains(.retry), draw % 3 == 0 else { return .none }
            return kinds[Int(draw / 3) % kinds.count]
        })
        let gate = try await bench.gate()
        let expected = try await undisturbed()
        for round in 0..<40 {
            let measured = try await gate.process(BoardBench.drive(40, gain: 0.2))
            #expect(measured.outputs == expected.outputs, "round \(round)")
            let block = CellBlock(tile: 1, rows: 0..<24, columns: 0..<16)
            let report = try await gate.program(BoardBench.map(block) { $0 % 3 == 0 ? 1 : 0 })
            #expect(report.applied == 128)
        }
        let pulses = await bench.board.chip.pulses[1]
        #expect(pulses.indices.allSatisfy { pulses[$0] == ($0 % 3 == 0 ? 40 : 0) })
        let counters = await bench.device.counters
        #expect(counters.retries > 20 && counters.badFrames > 5 && counters.unexpectedReplies > 5)
        #expect(counters.contradictions > 5)
        await bench.device.close()
    }

    private func undisturbed() async throws -> Measured {
        let bench = BoardBench()
        let gate = try await bench.gate()
        defer { Task { await bench.device.close() } }
        return try await gate.process(BoardBench.drive(40, gain: 0.2))
    }

    @Test("a board that is busy is asked again, and one that is busy for ever is given up")
    func busy() async throws {
        let patient = BoardBench(patience: 1, script: { frame, count in
            frame.opcode == .readConductance && count <= 2 ? .refuse(.busy) : .none
        })
        _ = try await patient.gate().conductances(CellBlock(tile: 0, rows: 0..<2, columns: 0..<2))
        let endless = BoardBench(
            patience: 1, script: { frame, _ in frame.opcode == .readConductance ? .refuse(.busy) : .none })
        let gate = try await endless.gate()
        let error = try await deviceError {
            _ = try await gate.conductances(CellBlock(tile: 0, rows: 0..<2, columns: 0..<2))
        }
        #expect(error?.code == .notReady && error?.hardwareState == .asBefore)
        #expect(await endless.board.executed.count { $0.opcode == .readConductance } == 0)
        #expect(Set(await endless.board.received.filter { $0.opcode == .readConductance }.map(\.requestID)).count == 6)
        for bench in [patient, endless] { await bench.device.close() }
    }

    @Test(
        "a board that refuses for ever is asked once",
        arguments: [CWPStatus.badParameter, .unsupported, .voltageOutOfRange])
    func refusals(status: CWPStatus) async throws {
        let bench = BoardBench(script: { frame, _ in frame.opcode == .readVMM ? .refuse(status) : .none })
        let gate = try await bench.gate()
        let error = try await deviceError { _ = try await gate.process(BoardBench.drive(1)) }
        #expect(error?.code == .invalidRequest && error?.hardwareState == .asBefore)
        #expect(await bench.device.state == .ready)
        #expect(await bench.board.received.count { $0.opcode == .readVMM } == 1)
        await bench.device.close()
    }

    @Test("answers that never fit end the session with a contradiction, not with a reading")
    func contradiction() async throws {
        let bench = BoardBench(
            patience: 0.25, script: { frame, _ in frame.opcode == .readVMM ? .wrongShape : .none })
        let gate = try await bench.gate()
        let error = try await deviceError { _ = try await gate.process(BoardBench.drive(1)) }
        #expect(error?.code == .invalidReading && error?.hardwareState == .unknown)
        #expect(await bench.device.state == .lost)
    }

    @Test("a board that falls silent while it is armed is lost, with unknown outputs, and comes back")
    func silence() async throws {
        let isSilent = Mutex(false)
        let bench = BoardBench(patience: 0.25, script: { _, _ in isSilent.withLock { $0 } ? .deaf : .none })
        let gate = try await bench.gate()
        _ = try await gate.process(BoardBench.drive(1))
        isSilent.withLock { $0 = true }
        let error = try await deviceError { _ = try await gate.process(BoardBench.drive(1)) }
        #expect(error?.code == .timedOut && error?.hardwareState == .unknown)
        let unconfirmed = try await deviceError { try await bench.device.enterSafeState() }
        #expect(unconfirmed?.hardwareState == .unknown)
        #expect(await bench.device.state == .lost)
        isSilent.withLock { $0 = false }
        try await bench.device.enterSafeState()
        #expect(await bench.device.hardwareState == .safe)
        _ = try await gate.process(BoardBench.drive(1))
        await bench.device.close()
    }
}
