import FaultScripts
import Matrices
import PhysicalDevices
import Synchronization
import Testing

@testable import Simulated

/// A clock that moves when a test says so.
final class ManualClock: Sendable {
    private let now = Mutex(0.0)

    var seconds: @Sendable () -> Double { { self.now.withLock { $0 } } }

    func advance(by seconds: Double) { now.withLock { $0 += seconds } }
}

@Suite("Faults of the simulated chip")
struct FaultTests {
    private let clock = ManualClock()

    private func bench(_ faults: [ScheduledFault] = []) async throws -> ChipBench {
        try await ChipBench(faults: FaultSchedule(faults), seconds: clock.seconds) { _ in }
    }

    private func bench(_ kind: FaultKind, after operations: Int = 1) async throws -> ChipBench {
        try await bench([ScheduledFault(Fault(kind), trigger: .afterOperations(operations))])
    }

    /// The error of the second reading; the first one is good.
    private func failure(of bench: ChipBench) async throws -> DeviceError {
        _ = try await bench.read()
        let error = await #expect(throws: DeviceError.self) { _ = try await bench.read() }
        return try #require(error)
    }

    @Test("without faults a schedule changes nothing, before they are due neither")
    func none() async throws {
        let plain = try await ChipBench { _ in }
        let late = try await bench(.corruptByte, after: 2)
        for _ in 0..<2 { #expect(try await plain.read() == late.read()) }
    }

    @Test(
        "a lost link, a stall or a lost reply leaves the device lost and the hardware unknown",
        arguments: [
            (FaultKind.dropLink, DeviceError.Code.lost), (.stall, .timedOut), (.lateReply, .timedOut),
            (.dropReply, .timedOut), (.brownOut, .lost), (.wrongSerial, .lost),
        ])
    func losses(kind: FaultKind, code: DeviceError.Code) async throws {
        let bench = try await bench(kind)
        let error = try await failure(of: bench)
        #expect(error.code == code && error.hardwareState == .unknown && error.operation == "process")
        #expect(await bench.chip.state == .lost)
        #expect(await bench.chip.hardwareState == .unknown)
        let next = await #expect(throws: DeviceError.self) { _ = try await bench.read() }
        #expect(next?.code == .lost)
    }

    @Test(
        "a device that was away can be opened again when its time is over, not before",
        arguments: [FaultKind.dropLink, .stall])
    func returning(kind: FaultKind) async throws {
        let bench = try await bench(kind)
        _ = try await failure(of: bench)
        clock.advance(by: 0.99)
        let error = await #expect(throws: DeviceError.self) { try await bench.chip.open() }
        #expect(error?.code == .lost)
        clock.advance(by: 0.02)
        try await bench.chip.open()
        #expect(await bench.chip.state == .ready)
        #expect(await bench.chip.hardwareState == .safe)
        _ = try await bench.read()
    }

    @Test("a loss is published to those who watch, also when nobody asks for anything")
    func published() async throws {
        let bench = try await bench()
        var states = await bench.chip.states().makeAsyncIterator()
        #expect(await states.next() == .ready)
        try await bench.chip.inject(ScheduledFault(Fault(.dropLink)))
        #expect(await states.next() == .lost)
        #expect(await bench.chip.hardwareState == .unknown)
    }

    @Test("a limit that trips while nothing is asked leaves the outputs off")
    func trippedAtRest() async throws {
        let bench = try await bench()
        try await bench.chip.inject(ScheduledFault(Fault(.overCurrent)))
        #expect(await bench.chip.state == .degraded)
        #expect(await bench.chip.hardwareState == .safe)
    }

    @Test("a request whose reply is lost was carried out; one that met a stall was not")
    func carriedOut() async throws {
        for (kind, isCarriedOut) in [(FaultKind.dropReply, true), (.lateReply, true), (.stall, false)] {
            let bench = try await bench(kind)
            let before = try await bench.cells()
            await #expect(throws: DeviceError.self) { try await bench.pulse(20) }
            clock.advance(by: 10)
            try await bench.chip.open()
            #expect(try await (bench.cells() != before) == isCarriedOut, "\(kind)")
        }
    }

    @Test("a supply that fails in the middle of programming leaves a part of it done")
    func brownOut() async throws {
        let bench = try await bench(.brownOut)
        let before = try await bench.cells()
        await #expect(throws: DeviceError.self) { try await bench.pulse(20) }
        try await bench.chip.open()
        let after = try await bench.cells()
        #expect((0..<16).allSatisfy { after.row($0) != before.row($0) })
        #expect((16..<32).allSatisfy { after.row($0) == before.row($0) })
    }

    @Test("another serial number is another device: it is not opened until the fault is cleared")
    func wrongSerial() async throws {
        let bench = try await bench(.wrongSerial)
        let serial = await bench.chip.identity.serial
        _ = try await failure(of: bench)
        #expect(await bench.chip.identity.serial == "OTHER")
        let error = await #expect(throws: DeviceError.self) { try await bench.chip.open() }
        #expect(error?.message.contains("OTHER") == true)
        await bench.chip.clearFaults(nil)
        try await bench.chip.open()
        #expect(await bench.chip.identity.serial == serial)
    }

    @Test(
        "a delayed or repeated reply costs time and changes nothing else",
        arguments: [(FaultKind.delayReply, 0.1), (.duplicateReply, 0.2), (.truncateReply, 0.2), (.corruptByte, 0.2)])
    func delays(kind: FaultKind, seconds: Double) async throws {
        let plain = try await ChipBench { _ in }
        let bench = try await bench(kind, after: 0)
        let (expected, delayed) = try await (plain.read(), bench.read())
        #expect(delayed.outputs == expected.outputs)
        #expect(abs(delayed.duration.value - expected.duration.value - seconds) < 1e-9)
    }

    @Test("a missing vector is noticed: the reading is refused")
    func droppedFrame() async throws {
        let error = try await failure(of: bench(.droppedFrame))
        #expect(error.code == .invalidReading && error.message.contains("5 x 8"))
    }

    @Test("a tripped limit turns the outputs off until the safe state resets it, once the device has cooled down")
    func trips() async throws {
        for (kind, cooling) in [(FaultKind.overCurrent, 0.0), (.overTemperature, 5.0)] {
            let bench = try await bench(kind)
            let error = try await failure(of: bench)
            #expect(error.code == .hardwareFault && error.hardwareState == .safe)
            #expect(await bench.chip.state == .degraded)
            await #expect(throws: DeviceError.self) { _ = try await bench.read() }
            if cooling > 0 {
                try await bench.chip.enterSafeState()
                #expect(await bench.chip.state == .degraded)
            }
            clock.advance(by: cooling)
            try await bench.chip.enterSafeState()
            _ = try await bench.read()
        }
    }

    @Test("stuck cells no longer move, the others do")
    func stuckCells() async throws {
        let stuck = try Fault(.stuckCells, share: 0.5)
        let bench = try await bench([ScheduledFault(stuck, trigger: .afterOperations(0))])
        let before = try await bench.cells()
        try await bench.pulse(20)
        let unmoved = zip(try await bench.cells().elements, before.elements).count { $0 == $1 }
        // 512 cells, 256 expected, standard deviation 11.
        #expect((200...312).contains(unmoved))
        let ends = before.elements.count { $0 == 1e-6 || $0 == 1e-4 }
        #expect(ends >= unmoved - 20)
    }

    @Test("dead outputs give nothing, the others what they gave")
    func deadOutputs() async throws {
        let plain = try await ChipBench { _ in }
        let dead = try Fault(.deadOutputs, share: 0.5)
        let bench = try await bench([ScheduledFault(dead, trigger: .afterOperations(0))])
        let (expected, reading) = try await (plain.read().outputs, bench.read().outputs)
        var silent = 0
        for output in 0..<8 {
            let values = (0..<6).map { reading[$0, output] }
            if values.allSatisfy({ $0 == 0 }) {
                silent += 1
            } else {
                #expect(values == (0..<6).map { expected[$0, output] })
            }
        }
        #expect((1...7).contains(silent))
    }

    @Test("drift takes conductance from all cells but those at the lower end")
    func drift() async throws {
        let bench = try await bench()
        let before = try await bench.cells()
        try await bench.chip.inject(ScheduledFault(Fault(.drift, duration: 1e5)))
        let after = try await bench.cells()
        for (now, then) in zip(after.elements, before.elements) {
            // (1 + 1e5 / 20)^-0.05 = 0.653.
            #expect(now < 0.66 * then || now == 1e-6)
        }
    }

    @Test("cells suffer the same under the same seed, on tiles made before and after")
    func deterministicDamage() async throws {
        func cells(touchedBefore: Bool) -> Matrix<Float> {
            var chip = CrossbarChip(parameters: CrossbarParameters(), seed: 5)
            let block = CellBlock(tile: 1, rows: 0..<32, columns: 0..<32)
            if touchedBefore { _ = chip.conductances(block) }
            chip.suffer(Fault(.stuckCells))
            chip.suffer(Fault(.drift))
            return chip.conductances(block)
        }
        #expect(cells(touchedBefore: true) == cells(touchedBefore: false))
    }

    @Test("faults are injected, listed and cleared on a running device")
    func listing() async throws {
        let bench = try await bench()
        #expect(try await bench.chip.inject(ScheduledFault(Fault(.dropReply), trigger: .afterOperations(50))) == 1)
        #expect(try await bench.chip.inject(ScheduledFault(Fault(.delayReply))) == 2)
        _ = try await bench.read()
        #expect(await bench.chip.faults.map(\.happened) == [0, 1])
        #expect(await bench.chip.clearFaults(1) == 1)
        #expect(await bench.chip.faults.map(\.id) == [2])
    }
}
