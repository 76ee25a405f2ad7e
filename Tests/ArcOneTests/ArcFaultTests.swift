import Matrices
import PhysicalDevices
import Testing

@testable import ArcOne

@Suite("ArC ONE faults", .timeLimit(.minutes(2)))
struct ArcFaultTests {
    @Test("a reply that comes late is never taken for that of a later job")
    func lateReply() async throws {
        let bench = ArcBench()
        let (device, gate) = try await bench.gate(impatient)
        await bench.misbehave(.late)
        let error = try await refusal { _ = try await gate.conductances(.cell(0, 0)) }
        #expect(error.code == .timedOut)
        #expect(error.hardwareState == .asBefore)
        #expect(await device.state == .degraded)
        await bench.show { machine in
            for _ in 0..<60 { _ = machine.receive(Array("3\n32\n32\n1.2\n1e-7\n".utf8), at: 0) }
        }
        await bench.sendLateReplies()
        await bench.forgetLines()
        // The other cell was made four times as conductive: the late reply would show.
        let other = try await gate.conductances(.cell(31, 31))
        let truth = await bench.machine.conductances(rows: 31..<32, columns: 31..<32)[0]
        #expect(abs(other[0, 0] / truth - 1) < 0.06)
        #expect(await bench.lines.filter { $0 == "00" }.count == 16)
        #expect(await bench.lines.suffix(3) == ["1", "32", "32"])
        #expect(await device.state == .ready)
    }

    @Test("a reply that breaks off is a time-out that says so")
    func truncated() async throws {
        let bench = ArcBench()
        let (_, gate) = try await bench.gate(impatient)
        await bench.misbehave(.truncate(7))
        let error = try await refusal { _ = try await gate.conductances(.cells(0..<2, 0..<2)) }
        #expect(error.code == .timedOut)
        #expect(error.message.contains("7 bytes"))
        _ = try await gate.conductances(.cells(0..<2, 0..<2))
    }

    @Test("bytes that nobody asked for are kept from the next job by a restart")
    func surplus() async throws {
        let bench = ArcBench()
        let (device, gate) = try await bench.gate(impatient)
        await bench.misbehave(.duplicate)
        _ = try await gate.conductances(.cell(0, 0))
        #expect(await device.state == .degraded)
        await bench.forgetLines()
        _ = try await gate.conductances(.cell(1, 1))
        #expect(await bench.lines.contains("00"))
        #expect(await device.state == .ready)
    }

    @Test("resistances that cannot be are refused", arguments: [Float.nan, -5000, 0])
    func impossibleReading(resistance: Float) async throws {
        let bench = ArcBench()
        let (_, gate) = try await bench.gate(impatient)
        await bench.misbehave(.replace(tripletBytes(resistance)))
        let error = try await refusal { _ = try await gate.conductances(.cell(4, 5)) }
        #expect(error.code == .invalidReading)
        #expect(error.message.contains("word line 5, bit line 6"))
        #expect(error.hardwareState == .asBefore)
    }

    @Test("an open cell conducts nothing")
    func openCell() async throws {
        let bench = ArcBench()
        let (_, gate) = try await bench.gate()
        await bench.misbehave(.replace(tripletBytes(.infinity)))
        #expect(try await gate.conductances(.cell(4, 5))[0, 0] == 0)
    }

    @Test("after a pulse without an answer the cell is read back before anything is energised, and never pulsed again")
    func pulseInDoubt() async throws {
        let bench = ArcBench()
        let (device, gate) = try await bench.gate(impatient)
        await bench.misbehave(.drop, skipping: 2)
        let error = try await refusal { _ = try await gate.program(pulses(5, row: 3, column: 4)) }
        #expect(error.code == .timedOut)
        #expect(error.hardwareState == .unknown)
        #expect(await device.state == .unknown)
        #expect(
            await device.unsettled == [ArcUnsettledPulse(block: .cell(3, 4), confirmed: 2, requested: 5)])
        await bench.forgetLines()
        _ = try await gate.program(pulses(1, row: 8, column: 8))
        let lines = await bench.lines
        let readBack = try #require(lines.firstRange(of: ["2", "2", "32", "32", "1", "4", "5"]))
        let pulse = try #require(lines.firstRange(of: ["3", "9", "9"]))
        #expect(readBack.upperBound <= pulse.lowerBound)
        #expect(await bench.machine.pulses == 4)
        #expect(await device.unsettled.isEmpty)
        #expect(await device.state == .ready)
    }

    @Test("a board that goes is reported at once, and can be opened again")
    func unplugged() async throws {
        let bench = ArcBench()
        let (device, gate) = try await bench.gate(impatient)
        let start = ContinuousClock.now
        await bench.unplug()
        for await state in await device.states() where state == .lost { break }
        #expect(start.duration(to: .now) < .seconds(2))
        let error = try await refusal { _ = try await gate.conductances(.cell(0, 0)) }
        #expect(error.code == .lost)
        try await device.open()
        #expect(await device.state == .ready)
        _ = try await gate.conductances(.cell(0, 0))
    }

    @Test("a board that goes in the middle of a pulse leaves its cell in doubt until it was read back on return")
    func unpluggedPulsing() async throws {
        let bench = ArcBench()
        let (device, gate) = try await bench.gate(impatient)
        await bench.misbehave(.hangUp)
        let error = try await refusal { _ = try await gate.program(pulses(1, row: 3, column: 4)) }
        #expect(error.code == .lost)
        #expect(error.hardwareState == .unknown)
        #expect(await device.unsettled.count == 1)
        // As its supervisor does: opening again follows the loss.
        for await state in await device.states() where state == .lost { break }
        await bench.forgetLines()
        try await device.open()
        #expect(await bench.lines.suffix(7) == ["2", "2", "32", "32", "1", "4", "5"])
        #expect(await device.unsettled.isEmpty)
        #expect(await device.state == .ready)
    }

    @Test("the safe state interrupts a routine and refuses what was queued behind it")
    func safeState() async throws {
        let bench = ArcBench(settings: ArcOneEmulatorSettings.slow)
        let (device, gate) = try await bench.gate()
        await bench.forgetLines()
        let routine = Task {
            try await gate.characterise(
                CharacterisationRequest(block: .cells(0..<2, 0..<1), method: .endurance(EnduranceCycling())))
        }
        await bench.heard("191")
        let queued = Task { try await gate.conductances(.cell(5, 5)) }
        while await device.queueLength == 0 { await Task.yield() }
        try await gate.enterSafeState(reason: "test")
        #expect(await device.hardwareState == .safe)
        let ended = try await refusal { _ = try await routine.value }
        #expect(ended.code == .heldSafe)
        #expect(ended.hardwareState == .unknown)
        let refused = try await refusal { _ = try await queued.value }
        #expect(refused.code == .heldSafe)
        #expect(await bench.lines.filter { $0 == "191" }.count == 1)
        #expect(await device.unsettled.count == 1)
        await gate.release()
        _ = try await gate.conductances(.cell(5, 5))
        #expect(await device.unsettled.isEmpty)
    }

    @Test("the safe state of a board that was not used since its restart sends nothing more")
    func freshSafeState() async throws {
        let bench = ArcBench()
        let (device, _) = try await bench.gate()
        await bench.forgetLines()
        try await device.enterSafeState()
        #expect(await bench.lines.isEmpty)
        #expect(await device.hardwareState == .safe)
    }

    @Test("a safe state that the board does not confirm is not claimed")
    func unconfirmedSafeState() async throws {
        let bench = ArcBench()
        let (device, gate) = try await bench.gate(impatient)
        _ = try await gate.conductances(.cell(0, 0))
        await bench.misbehave(.drop)
        await bench.misbehave(.drop, skipping: 1)
        let error = try await refusal { try await device.enterSafeState() }
        #expect(error.code == .timedOut)
        #expect(await device.hardwareState == .unknown)
        #expect(await device.state == .degraded)
        try await device.enterSafeState()
        #expect(await device.hardwareState == .safe)
    }

    @Test("a caller that gives up ends a routine, and the board is restarted")
    func cancelled() async throws {
        let bench = ArcBench(settings: ArcOneEmulatorSettings.slow)
        let (_, gate) = try await bench.gate()
        await bench.forgetLines()
        let routine = Task {
            try await gate.characterise(
                CharacterisationRequest(block: .cell(0, 0), method: .endurance(EnduranceCycling())))
        }
        await bench.heard("191")
        routine.cancel()
        await #expect(throws: CancellationError.self) { _ = try await routine.value }
        await bench.heard("00")
        _ = try await gate.conductances(.cell(0, 0))
    }

    @Test("the emergency stop reaches a board whatever job it is in the middle of")
    func emergency() async throws {
        let start = "0\n30\n32\n32\n2\n0\n0\n0.5\n01\n2\n0.5\n"
        for job in ["", "3\n", "3\n1\n2\n", "2\n2\n32\n32\n4\n5\n", "50\n1\n1e-4\n0.5\n3\n", "14"] {
            let bench = ArcBench()
            await bench.show { machine in
                _ = machine.receive(Array((start + job).utf8), at: 0)
                _ = machine.receive(ArcOne.emergencyBytes, at: 0)
            }
            // Without a session the board does not read.
            await bench.show { #expect($0.receive(Array("1\n1\n1\n".utf8), at: 0).isEmpty, "after \(job)") }
        }
        #expect(await ArcBench().device().emergencyStop?.send == ArcOne.emergencyBytes)
    }
}
