import CrossbarBoard
import FaultScripts
import Matrices
import PhysicalDevices
import RandomStreams
import Simulated
import Testing

@testable import CrossbarEmulator

@Suite("Measuring on the emulated crossbar board")
struct MeasuringTests {
    private static let volts = DriveRequest(
        block: CellBlock(tile: 0, rows: 0..<32, columns: 0..<16),
        drive: Matrix(rows: 6, columns: 32, elements: (0..<192).map { Float($0 * 37 % 251) / 255 }), gain: 1,
        fullScale: Voltage(1))

    /// Readings [V] of the codes, as the chip in the same process gives them.
    private static func readings(_ codes: [Int], fullScale: Float = 1) -> [Float] {
        codes.map { Float($0) * (fullScale / 127) }
    }

    @Test("the board's chip is that of a run in one process: pulses, readings and cells agree bit for bit")
    func sameChip() async throws {
        var bench = BoardBench(seed: EmulatedCrossbarSettings.chipSeed(experiment: 7))
        _ = try bench.ask(CWPHelloRequest(nonce: 1))
        _ = try bench.ask(CWPSetWatchdogRequest(milliseconds: 1000))
        _ = try bench.ask(CWPArmRequest(isArmed: true))
        let chip = SimulatedCrossbar(id: "chip", parameters: bench.board.settings.parameters)
        try await chip.open()
        await chip.fabricate(seed: RandomStream(seed: 7, name: "chip").key)
        let gate = try await SafetyGate(device: chip, envelope: SafetyEnvelope(spanning: chip.descriptor))
        let gain: Float = 0.037
        _ = try bench.ask(
            CWPSetGainRequest(tile: 0, column: 0, range: 3, gains: [Float](repeating: gain, count: 16)))
        let counts = (0..<512).map { Int8($0 * 7 % 15 - 7) }
        for round in 0..<3 {
            let map = CWPProgramMapRequest(
                block: .first(), setMillivolts: 1200, resetMillivolts: -1200, nanoseconds: 100,
                map: round == 1 ? .nibbles(counts) : .bytes(counts))
            let executed = try bench.ask(map).pulsesExecuted
            let shape = PulseShape(
                setAmplitude: Voltage(1.2), resetAmplitude: Voltage(-1.2), width: TimeSpan(100e-9))
            let report = try await gate.program(PulseMap(block: Self.volts.block, counts: counts, shape: shape))
            #expect(Int(executed) == report.applied)
            var request = Self.volts
            request.gain = Double(gain)
            request.fullScale = Voltage(8)
            let expected = try await gate.process(request)
            let codes = try bench.ask(CWPReadVMMRequest.sample()).outputs.values
            #expect(Self.readings(codes, fullScale: 8) == expected.outputs.elements)
        }
        let expected = try await gate.conductances(Self.volts.block)
        let cells = try bench.ask(
            CWPReadConductanceRequest(block: .first(), readMillivolts: 100, averages: 1, format: .siemens))
        #expect(cells.values == .siemens(expected.elements))
    }

    @Test("a packed, a sparse and a plain map give the same cells; so do single trains where nothing is noisy")
    func mapFormats() throws {
        var counts = [Int8](repeating: 0, count: 512)
        var sparse: [CWPPulseMap.Cell] = []
        var trains: [CWPProgramPulsesRequest.Operation] = []
        for cell in stride(from: 0, to: 512, by: 5) where cell % 15 != 7 {
            let (row, column) = (UInt16(cell / 16), UInt16(cell % 16))
            counts[cell] = Int8(cell % 15 - 7)
            sparse.append(.init(row: row, column: column, count: counts[cell]))
            trains.append(
                .init(
                    row: row, column: column, millivolts: counts[cell] > 0 ? 1200 : -1200,
                    count: UInt16(counts[cell].magnitude), nanoseconds: 100))
        }
        var results: [CWPReadConductanceResponse.Values] = []
        for map in [CWPPulseMap.bytes(counts), .nibbles(counts), .sparse(sparse)] {
            var bench = try BoardBench.armed { $0.stepNoise = 0 }
            _ = try bench.ask(
                CWPProgramMapRequest(
                    block: .first(), setMillivolts: 1200, resetMillivolts: -1200, nanoseconds: 100, map: map))
            results.append(try Self.cells(&bench))
        }
        var bench = try BoardBench.armed { $0.stepNoise = 0 }
        let response = try bench.ask(
            CWPProgramPulsesRequest(tile: 0, returnsConductance: true, operations: trains))
        results.append(try Self.cells(&bench))
        #expect(results.dropFirst().allSatisfy { $0 == results[0] })
        guard case .siemens(let cells) = results[3] else { return }
        let expected = sparse.map { (cell: CWPPulseMap.Cell) -> Float in cells[Int(cell.row) * 16 + Int(cell.column)] }
        #expect(response.conductances == expected)
        #expect(Int(response.executed) == sparse.count && response.firstFailed == nil)
    }

    private static func cells(_ bench: inout BoardBench) throws -> CWPReadConductanceResponse.Values {
        try bench.ask(CWPReadConductanceRequest(block: .first(), readMillivolts: 100, averages: 1, format: .siemens))
            .values
    }

    @Test("inputs of all formats drive the same voltages")
    func inputFormats() throws {
        func codes(_ inputs: CWPInputCodes) throws -> [Int] {
            var bench = try BoardBench.armed()
            var request = CWPReadVMMRequest.sample()
            request.vectors = 2
            request.inputs = inputs
            return try bench.ask(request).outputs.values
        }
        let levels = (0..<64).map { $0 % 3 == 0 ? 255 : 0 }
        let expected = try codes(.u8(levels.map { UInt8($0) }))
        #expect(try codes(.i8(levels.map { Int8($0 - 128) })) == expected)
        #expect(try codes(.u16(levels.map { UInt16($0 * 257) })) == expected)
        #expect(try codes(.i16(levels.map { Int16($0 * 257 - 32_768) })) == expected)
        #expect(try codes(.bits(levels.map { $0 > 0 })) == expected)
        #expect(try codes(.u8(levels.map { UInt8($0 / 2) })) != expected)
    }

    @Test("where inputs have a sign, codes span both, and 0 V is found")
    func signedInputs() throws {
        func codes(_ inputs: CWPInputCodes) throws -> [Int] {
            var bench = try BoardBench.armed {
                $0.signedDrive = true
                $0.makeQuiet()
            }
            var request = CWPReadVMMRequest.sample()
            request.vectors = 1
            request.inputs = inputs
            return try bench.ask(request).outputs.values
        }
        let full = try codes(.u8([UInt8](repeating: 255, count: 32)))
        #expect(try codes(.u8([UInt8](repeating: 0, count: 32))) == full.map { -$0 })
        #expect(try codes(.u16([UInt16](repeating: 32_768, count: 32))).allSatisfy { $0 == 0 })
    }

    @Test("outputs of all formats are the same codes")
    func outputFormats() throws {
        func codes(_ format: CWPOutputCodes.Format) throws -> [Int] {
            var bench = try BoardBench.armed()
            return try bench.ask(CWPReadVMMRequest.sample(format: format)).outputs.values
        }
        let expected = try codes(.i16)
        #expect(try codes(.i32) == expected)
        #expect(try codes(.i8) == expected)
        #expect(Set(expected).count > 10)
    }

    @Test("plain read-out gives each column's own current; their differences are the pairs' outputs")
    func plain() throws {
        func codes(isDifferential: Bool) throws -> [Int] {
            var bench = try BoardBench.armed {
                $0.makeQuiet()
                $0.converterBits = 16
            }
            let gains = [Float](repeating: 1, count: 16)
            _ = try bench.ask(CWPSetGainRequest(tile: 0, column: 0, range: 5, gains: gains))
            let response = try bench.ask(CWPReadVMMRequest.sample(isDifferential: isDifferential))
            #expect(response.columns == (isDifferential ? 8 : 16) && response.isDifferential == isDifferential)
            return response.outputs.values
        }
        let (columns, pairs) = try (codes(isDifferential: false), codes(isDifferential: true))
        #expect(columns.allSatisfy { $0 > 0 })
        for vector in 0..<6 {
            for output in 0..<8 {
                let difference = columns[vector * 16 + 2 * output] - columns[vector * 16 + 2 * output + 1]
                #expect(abs(difference - pairs[vector * 8 + output]) <= 1)
            }
        }
    }

    @Test("gain multiplies, a range halves the codes, each column for itself")
    func gainAndRange() throws {
        func codes(_ gains: [Float], _ range: UInt16) throws -> [Int] {
            var bench = try BoardBench.armed {
                $0.makeQuiet()
                $0.converterBits = 16
            }
            _ = try bench.ask(CWPSetGainRequest(tile: 0, column: 0, range: range, gains: gains))
            return try bench.ask(CWPReadVMMRequest.sample()).outputs.values
        }
        let one = try codes([Float](repeating: 0.25, count: 16), 0)
        let halved = try codes([Float](repeating: 0.25, count: 16), 1)
        let mixed = try codes((0..<16).map { $0 < 8 ? 0.25 : 0.125 }, 0)
        for (index, code) in one.enumerated() {
            #expect(abs(2 * halved[index] - code) <= 1)
            #expect(abs((index % 8 < 4 ? mixed[index] : 2 * mixed[index]) - code) <= 1)
        }
    }

    @Test("averaging takes noise away; saturation is told")
    func averagesAndSaturation() throws {
        func spread(_ averages: UInt16) throws -> Double {
            var bench = try BoardBench.armed {
                $0.readNoise = 0.2
                $0.readNoiseOfFullScale = true
            }
            _ = try bench.ask(
                CWPSetGainRequest(tile: 0, column: 0, range: 0, gains: [Float](repeating: 0.1, count: 16)))
            var request = CWPReadVMMRequest.sample()
            request.averages = averages
            request.vectors = 64
            request.inputs = .u8([UInt8](repeating: 100, count: 64 * 32))
            let codes = try bench.ask(request).outputs.values.enumerated().filter { $0.offset % 8 == 0 }
                .map { Double($0.element) }
            let mean = codes.reduce(0, +) / 64
            return (codes.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 64).squareRoot()
        }
        #expect(try spread(16) < 0.5 * spread(1))
        var bench = try BoardBench.armed()
        #expect(try !bench.ask(CWPReadVMMRequest.sample()).isSaturated)
        _ = try bench.ask(CWPSetGainRequest(tile: 0, column: 0, range: 0, gains: [Float](repeating: 100, count: 16)))
        let response = try bench.ask(CWPReadVMMRequest.sample())
        #expect(response.isSaturated && response.outputs.values.allSatisfy { abs($0) <= 127 })
    }

    @Test("a row held at a voltage adds its current until the safe state")
    func heldInput() throws {
        var bench = try BoardBench.armed { $0.makeQuiet() }
        var request = CWPReadVMMRequest.sample()
        request.block = .first(rows: 8..<32)
        request.vectors = 1
        request.inputs = .u8([UInt8](repeating: 100, count: 24))
        let before = try bench.ask(request).outputs
        #expect(try bench.ask(CWPSetInputRequest(tile: 0, row: 2, microvolts: [200_000, 100_000])).count == 2)
        #expect(try bench.ask(request).outputs != before)
        _ = try bench.ask(CWPSafeStateRequest(reason: 0))
        _ = try bench.ask(CWPArmRequest(isArmed: true))
        #expect(try bench.ask(request).outputs == before)
    }

    @Test("conductances as codes are those in siemens to half a code")
    func conductanceCodes() throws {
        var bench = try BoardBench.armed()
        let exact = try Self.cells(&bench)
        let coded = try bench.ask(
            CWPReadConductanceRequest(block: .first(), readMillivolts: 100, averages: 1, format: .codes))
        guard case .siemens(let siemens) = exact, case .codes(let codes) = coded.values else {
            Issue.record("wrong formats")
            return
        }
        #expect(zip(siemens, codes).allSatisfy { abs($0 - Float($1) * coded.scale) <= 0.501 * coded.scale })
    }

    @Test("a missing vector is one row less, once")
    func droppedFrame() throws {
        var bench = try BoardBench.armed()
        bench.show(Fault(.droppedFrame))
        #expect(throws: CWPMessageError.self) { try bench.ask(CWPReadVMMRequest.sample()) }
        _ = try bench.ask(CWPReadVMMRequest.sample())
    }

    @Test("faults of the cells change what is measured", arguments: [FaultKind.stuckCells, .deadOutputs, .drift])
    func cellFaults(kind: FaultKind) throws {
        var healthy = try BoardBench.armed()
        var faulty = try BoardBench.armed()
        faulty.show(kind.parameter == .share ? try Fault(kind, share: 0.5) : Fault(kind))
        #expect(try faulty.ask(CWPReadVMMRequest.sample()).outputs != healthy.ask(CWPReadVMMRequest.sample()).outputs)
    }

    @Test("a large block comes in fragments")
    func fragments() throws {
        var bench = try BoardBench.armed {
            $0.rows = 256
            $0.columns = 128
        }
        let response = try bench.ask(
            CWPReadConductanceRequest(
                block: .first(rows: 0..<256, columns: 0..<128), readMillivolts: 100, averages: 1, format: .siemens))
        #expect(response.values.count == 256 * 128)
    }
}

extension CrossbarParameters {
    /// No noise, no mismatch.
    mutating func makeQuiet() {
        readNoise = 0
        gainMismatch = 0
        offset = 0
        stepNoise = 0
    }
}
