import ArcOneEmulator
import PhysicalDevices
import Testing

@testable import ArcOne

@Suite("ArC ONE test routines", .timeLimit(.minutes(2)))
struct ArcCharacterisingTests {
    private func run(
        _ method: CharacterisationMethod, on block: CellBlock = .cells(0..<2, 4..<5), bench: ArcBench = ArcBench()
    ) async throws -> CharacterisationRecord {
        let (_, gate) = try await bench.gate()
        return try await gate.characterise(CharacterisationRequest(block: block, method: method))
    }

    @Test("forming goes up the ramp until the resistance is below the threshold, cell by cell")
    func forming() async throws {
        var ramp = FormingRamp()
        ramp.threshold = Resistance(16e3)
        let record = try await run(.form(ramp))
        #expect(record.method == "form")
        #expect(record.series.map(\.row) == [0, 1] && record.series.allSatisfy { $0.column == 4 })
        for series in record.series {
            let last = try #require(series.points.last)
            #expect(last.resistance < ramp.threshold)
            #expect(series.points.dropLast().allSatisfy { $0.resistance >= ramp.threshold })
            #expect(last.current == nil)
            #expect(zip(series.points, series.points.dropFirst()).allSatisfy { $0.voltage <= $1.voltage })
        }
    }

    @Test("a curve has its cycles, its voltages and the currents that go with them")
    func curve() async throws {
        var trace = CurveTrace()
        trace.cycles = 2
        let record = try await run(.curve(trace))
        for series in record.series {
            #expect(series.points.count == 80)
            #expect(series.points.filter { $0.cycle == 1 }.count == 40)
            #expect(series.points.map(\.voltage.value).max() == Double(Float(1)))
            #expect(series.points.map(\.voltage.value).min() == -1)
            for point in series.points {
                let current = try #require(point.current)
                #expect(abs(current.value * point.resistance.value - point.voltage.value) < 1e-9)
            }
        }
    }

    @Test("a curve turns back at its current limit")
    func compliance() async throws {
        var trace = CurveTrace()
        trace.positiveCompliance = ElectricCurrent(20e-6)
        trace.span = .positiveOnly
        let record = try await run(.curve(trace))
        for series in record.series {
            #expect(series.points.count < 20)
            #expect(series.points.allSatisfy { ($0.current?.value ?? 0) < 30e-6 })
        }
    }

    @Test("a search for switching ends with cycles of either sign")
    func switching() async throws {
        let record = try await run(.switch(SwitchingSearch()), on: .cell(3, 3))
        let voltages = record.series[0].points.map(\.voltage.value)
        #expect(voltages.contains { $0 > 0 } && voltages.contains { $0 < 0 })
        #expect(voltages.allSatisfy { abs($0) <= 3.0001 })
    }

    @Test("convergence brings the cell to its target")
    func convergence() async throws {
        var convergence = StateConvergence()
        convergence.target = Resistance(15e3)
        let record = try await run(.converge(convergence), on: .cell(3, 3))
        let last = try #require(record.series[0].points.last)
        #expect(abs(last.resistance.value - 15e3) <= 0.05 * 15e3)
    }

    @Test("convergence that does not come to an end is ended by the driver")
    func endlessConvergence() async throws {
        var convergence = StateConvergence()
        convergence.target = Resistance(15e3)
        convergence.tolerance = 0.001
        convergence.start = Voltage(0.1)
        convergence.stop = Voltage(0.4)  // no cell moves there
        convergence.maximumPulses = 25
        var settings = ArcOneMachine.Settings.instant
        settings.timeScale = 1
        let bench = ArcBench(settings: settings)
        let (device, gate) = try await bench.gate()
        let clock = Task { [convergence] in
            var now = 0.0
            while !Task.isCancelled {
                now += convergence.interpulse.value
                await bench.pass(to: now)
                // A board takes its time between pulses; without it the readings would outrun whoever reads them.
                await bench.untilHeard()
            }
        }
        defer { clock.cancel() }
        let record = try await gate.characterise(
            CharacterisationRequest(block: .cell(0, 0), method: .converge(convergence)))
        #expect(record.series[0].points.count == 25)
        #expect(await bench.lines.suffix(14).first == "00")
        #expect(await device.state == .ready)
        #expect(await device.unsettled.isEmpty)
    }

    @Test("endurance reads after every pulse")
    func endurance() async throws {
        let bench = ArcBench()
        let record = try await run(.endurance(EnduranceCycling()), bench: bench)
        #expect(record.series.allSatisfy { $0.points.count == 20 })
        #expect(await bench.machine.pulses == 40)
    }

    @Test("a bit line is pulsed on the chosen word lines, and at half the voltage on the others")
    func bitLine() async throws {
        var pulse = BitLinePulse()
        pulse.voltage = Voltage(2)
        let record = try await run(.bitLine(pulse), on: .cells(0..<3, 7..<8))
        #expect(record.series.count == 32)
        let voltages = record.series.map { $0.points[1].voltage.value }
        #expect(voltages == Array(repeating: 2, count: 3) + Array(repeating: 1, count: 29))
        #expect(record.series.prefix(3).allSatisfy { $0.points[1].resistance < $0.points[0].resistance })
    }

    @Test("more readings than a routine can have are not believed")
    func runaway() async throws {
        var ramp = FormingRamp()
        ramp.stop = ramp.start
        ramp.widths = WidthProgression(TimeSpan(1e-4))
        let bench = ArcBench()
        let (device, gate) = try await bench.gate(impatient)
        let triplet = tripletBytes(5e6, 1, 1e-4)
        await bench.misbehave(.replace(Array(repeating: triplet, count: 50).flatMap { $0 }))
        let error = try await refusal {
            _ = try await gate.characterise(CharacterisationRequest(block: .cell(0, 0), method: .form(ramp)))
        }
        #expect(error.code == .invalidReading)
        #expect(error.hardwareState == .unknown)
        #expect(await device.state == .unknown)
    }
}

/// A triplet as the board sends it.
func tripletBytes(_ numbers: Float...) -> [UInt8] {
    numbers.flatMap { number in [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: number.bitPattern >> $0) } }
}
