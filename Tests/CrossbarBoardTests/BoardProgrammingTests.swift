import Matrices
import PhysicalDevices
import Testing

@testable import CrossbarBoard

@Suite("Crossbar board: programming")
struct BoardProgrammingTests {
    private func maps(_ bench: BoardBench) async throws -> [CWPProgramMapRequest] {
        try await bench.board.received.filter { $0.opcode == .programMap }
            .map { try CWPProgramMapRequest(payload: $0.payload) }
    }

    @Test("a map goes out in the smallest of the formats, at most a byte a cell, zero rows included")
    func formats() async throws {
        let bench = BoardBench()
        let gate = try await bench.gate()
        let counts: [@Sendable (Int) -> Int8] = [
            { Int8($0 % 15) - 8 }, { $0 % 2 == 0 ? 100 : -100 }, { $0 == 40 ? -128 : $0 == 300 ? 9 : 0 }, { _ in 0 },
        ]
        for count in counts { _ = try await gate.program(BoardBench.map { max(-127, count($0)) }) }
        let requests = try await maps(bench)
        #expect(requests.allSatisfy { $0.block == CWPBlock(tile: 0, row: 0, rows: 24, column: 0, columns: 16) })
        #expect(try requests.map { try $0.payload().count - 20 } == [192, 384, 14, 4])
        #expect(requests.allSatisfy { $0.setMillivolts == 1_200 && $0.resetMillivolts == -1_200 })
        #expect(requests.allSatisfy { $0.nanoseconds == 100 })
        let expected = (0..<384).map { index in counts.reduce(0) { $0 + Int(max(-127, $1(index))) } }
        #expect(await bench.board.chip.pulses[0] == expected)
        await bench.device.close()
    }

    @Test("a map that exceeds the payload, or the watchdog's patience, is split by whole rows")
    func splitting() async throws {
        var small = CWPDescriptor.scripted
        small.maximumPayload = 256
        let bench = BoardBench(small)
        let report = try await bench.gate().program(BoardBench.map { $0 % 2 == 0 ? 20 : -20 })
        #expect(try await maps(bench).map(\.block.rows) == [14, 10])
        #expect(report.applied == 384 * 20 && report.refusedCells == 0)
        await bench.device.close()

        let slow = BoardBench()
        var long = BoardBench.map { _ in 100 }
        // 16 cells of 100 pulses of 100 us are 160 ms, and a third of the watchdog's second is 333 ms.
        long.shape.width = TimeSpan(100e-6)
        _ = try await slow.gate().program(long)
        #expect(try await maps(slow).map(\.block.rows) == [UInt16](repeating: 2, count: 12))
        await slow.device.close()
    }

    @Test("refused cells are reported, and so are those that a board without packed maps refuses")
    func refusedCells() async throws {
        var plain = CWPDescriptor.scripted
        plain.capabilities.remove(.packedMap)
        for descriptor in [CWPDescriptor.scripted, plain] {
            let bench = BoardBench(descriptor)
            await bench.board.change { $0.refusing = [17, 40] }
            let report = try await bench.gate().program(BoardBench.map { $0 % 2 == 0 ? 3 : -2 })
            #expect(report.refusedCells == 2 && report.applied == 192 * 5 - 5)
            let pulses = await bench.board.chip.pulses[0]
            #expect(pulses.indices.allSatisfy { pulses[$0] == ([17, 40].contains($0) ? 0 : $0 % 2 == 0 ? 3 : -2) })
            await bench.device.close()
        }
    }

    @Test("shapes between the board's steps are refused, and nothing is applied")
    func shapes() async throws {
        let bench = BoardBench()
        let gate = try await bench.gate()
        for (amplitude, width) in [(1.2004, 100e-9), (1.2, 105e-9), (1.2, 100.5e-9)] {
            var map = BoardBench.map { _ in 1 }
            map.shape.setAmplitude = Voltage(amplitude)
            map.shape.width = TimeSpan(width)
            let error = try await deviceError { _ = try await gate.program(map) }
            #expect(error?.code == .invalidRequest && error?.hardwareState == .asBefore)
        }
        #expect(await bench.board.chip.pulses[0].allSatisfy { $0 == 0 })
        await bench.device.close()
    }

    @Test(
        "pulses whose outcome is unknown are never sent again; the cells are read back before the board is ready",
        arguments: [true, false])
    func unknownOutcome(wereApplied: Bool) async throws {
        let bench = BoardBench(script: { frame, count in
            guard frame.opcode == .programMap, count == 1 else { return .none }
            return wereApplied ? .executeAndHangUp : .hangUp
        })
        let gate = try await bench.gate()
        let map = BoardBench.map(CellBlock(tile: 1, rows: 2..<5, columns: 0..<4)) { Int8($0) - 3 }
        let error = try await deviceError { _ = try await gate.program(map) }
        #expect(error?.code == .lost && error?.hardwareState == .unknown)
        #expect(await bench.device.state == .lost)
        #expect(await bench.device.unsettled.map(\.asked) == [map])
        var states = await bench.device.states().makeAsyncIterator()
        try await bench.device.open()
        var seen: [DeviceState] = []
        while let state = await states.next() {
            seen.append(state)
            if state == .ready { break }
        }
        #expect(seen == [.lost, .opening, .unknown, .ready])
        #expect(await bench.device.hardwareState == .safe)
        let chip = await bench.board.chip
        let pulses = map.counts.indices.map { chip.pulses[1][(2 + $0 / 4) * 16 + $0 % 4] }
        #expect(pulses == map.counts.map { wereApplied ? Int($0) : 0 })
        let readBack = await bench.device.takeUnsettled().first?.readBack
        #expect(readBack?.elements == map.counts.indices.map { chip.cells[1][(2 + $0 / 4) * 16 + $0 % 4] * 100e-6 })
        #expect(await bench.device.unsettled.isEmpty)
        #expect(await bench.board.received.count { $0.opcode == .programMap } == 1)
        let last = await bench.board.received.last { $0.opcode == .arm || $0.opcode == .safeState }
        #expect(last?.opcode == .safeState)
        await bench.device.close()
    }

    @Test("a fault in the middle of a map leaves the board unknown until it was read back")
    func faultInTheMiddle() async throws {
        var small = CWPDescriptor.scripted
        small.maximumPayload = 256
        let bench = BoardBench(
            small,
            script: { frame, count in
                frame.opcode == .programMap && count == 2 ? .refuse(.hardwareFault) : .none
            })
        let gate = try await bench.gate()
        let error = try await deviceError { _ = try await gate.program(BoardBench.map { $0 % 2 == 0 ? 20 : -20 }) }
        #expect(error?.code == .hardwareFault && error?.hardwareState == .unknown)
        #expect(await bench.device.state == .unknown)
        #expect(await bench.device.unsettled.first?.confirmed == 14 * 16 * 20)
        let refused = try await deviceError { _ = try await gate.process(BoardBench.drive(1)) }
        #expect(refused?.code == .notReady && refused?.hardwareState == .unknown)
        try await bench.device.open()
        #expect(await bench.device.unsettled.first?.readBack != nil)
        _ = try await gate.process(BoardBench.drive(1))
        await bench.device.close()
    }

    @Test("a board that cannot read its cells stays closed until the unsettled pulses were taken over")
    func noReadBack() async throws {
        var blind = CWPDescriptor.scripted
        blind.capabilities.remove(.conductanceReading)
        let bench = BoardBench(
            blind,
            script: { frame, count in frame.opcode == .programMap && count == 1 ? .executeAndHangUp : .none })
        let gate = try await bench.gate()
        let map = BoardBench.map { _ in 1 }
        _ = try await deviceError { _ = try await gate.program(map) }
        let error = try await deviceError { try await bench.device.open() }
        #expect(error?.code == .notSupported && error?.hardwareState == .unknown)
        #expect(await bench.board.received.count { $0.opcode == .arm } == 1)
        #expect(await bench.device.takeUnsettled().map(\.asked) == [map])
        try await bench.device.open()
        _ = try await gate.process(BoardBench.drive(1))
        await bench.device.close()
    }
}
