import Matrices
import PhysicalDevices
import Testing

@testable import CrossbarBoard

@Suite("Crossbar board: measuring")
struct BoardMeasuringTests {
    private func readings(
        _ request: DriveRequest, on descriptor: CWPDescriptor = .scripted,
        settings: CrossbarBoardSettings = CrossbarBoardSettings()
    ) async throws -> (measured: Measured, requests: [CWPReadVMMRequest], gains: [CWPSetGainRequest]) {
        let bench = BoardBench(descriptor, settings: settings)
        let measured = try await bench.gate().process(request)
        let frames = await bench.board.received
        await bench.device.close()
        return (
            measured, try frames.filter { $0.opcode == .readVMM }.map { try CWPReadVMMRequest(payload: $0.payload) },
            try frames.filter { $0.opcode == .setGain }.map { try CWPSetGainRequest(payload: $0.payload) }
        )
    }

    /// What a chip of these cells gives, in whole codes of the full scale.
    private func expected(_ request: DriveRequest, steps: Float = 255, levels: Float = 127) -> [Float] {
        let chip = ScriptedChip(.scripted)
        let fullScale = Float(request.fullScale.value)
        return (0..<request.drive.rows).flatMap { vector in
            (0..<request.block.outputs).map { output -> Float in
                var sum = 0.0
                for (i, row) in request.block.rows.enumerated() {
                    let cell = row * 16 + request.block.columns.lowerBound + 2 * output
                    let g = chip.cells[request.block.tile][cell] - chip.cells[request.block.tile][cell + 1]
                    let step = (request.drive[vector, i] * steps).rounded(.toNearestOrEven)
                    sum += Double(step) / Double(steps) * Double(g)
                }
                let share = sum * Double(Float(request.gain)) / request.fullScale.value
                let code = Int32(max(-1, min(1, share)) * Double(levels))
                return Float(code) * (fullScale / levels)
            }
        }
    }

    @Test("outputs are the codes times full scale through levels, bit for bit", arguments: [1.0, 8, 0.5, 3])
    func values(fullScale: Double) async throws {
        let request = BoardBench.drive(20, gain: 0.25, fullScale: fullScale)
        let (measured, requests, gains) = try await readings(request)
        if fullScale == 1 || fullScale == 8 {
            #expect(measured.outputs.elements == expected(request))
        } else {
            // The board's next larger range, clipped on the host.
            var wider = request
            wider.fullScale = Voltage(fullScale == 0.5 ? 1 : 4)
            let clip = Float(fullScale)
            #expect(measured.outputs.elements == expected(wider).map { min(clip, max(-clip, $0)) })
        }
        #expect(requests.map(\.vectors) == [16, 4])
        #expect(requests.allSatisfy { $0.isDifferential && $0.outputFormat == .i8 && $0.inputs.count > 0 })
        #expect(gains.count == 1 && gains[0].gains == [Float](repeating: 0.25, count: 16))
        #expect(gains[0].range == [1.0: 0, 8: 3, 0.5: 0, 3: 2][fullScale])
        #expect(measured.duration == TimeSpan(20e-6))
    }

    @Test("saturated outputs are counted")
    func saturation() async throws {
        let strong = try await readings(BoardBench.drive(4, gain: 900)).measured
        #expect(strong.saturatedFraction == 1)
        #expect(strong.outputs.elements.allSatisfy { abs($0) == Float(127) * (Float(1) / 127) })
        #expect(try await readings(BoardBench.drive(4, gain: 0.001)).measured.saturatedFraction == 0)
    }

    @Test("gain and range are sent when they change, and anew after HELLO")
    func gainBook() async throws {
        let bench = BoardBench()
        let gate = try await bench.gate()
        let left = CellBlock(tile: 0, rows: 0..<24, columns: 0..<8)
        for request in [
            BoardBench.drive(1), BoardBench.drive(1, gain: 2, block: left), BoardBench.drive(1, gain: 2, block: left),
            BoardBench.drive(1, gain: 2),
        ] {
            _ = try await gate.process(request)
        }
        let gains = await bench.board.received.filter { $0.opcode == .setGain }
            .compactMap { try? CWPSetGainRequest(payload: $0.payload) }
        #expect(gains.map { $0.gains.count } == [8, 16])
        await bench.device.close()
        try await bench.device.open()
        _ = try await gate.process(BoardBench.drive(1, gain: 2))
        #expect(await bench.board.received.count { $0.opcode == .setGain } == 3)
        await bench.device.close()
    }

    @Test("inputs go out in the format that the converter's bits ask for")
    func formats() async throws {
        let cases: [(bits: UInt8, minimum: Int32, matches: (CWPInputCodes) -> Bool)] = [
            (1, 0, { if case .bits = $0 { true } else { false } }),
            (4, 0, { if case .u8 = $0 { true } else { false } }),
            (8, 0, { if case .u8 = $0 { true } else { false } }),
            (12, 0, { if case .u16 = $0 { true } else { false } }),
            (8, -200_000, { if case .i8 = $0 { true } else { false } }),
            (12, -200_000, { if case .i16 = $0 { true } else { false } }),
        ]
        for (bits, minimum, matches) in cases {
            var descriptor = CWPDescriptor.scripted
            descriptor.dacBits = bits
            descriptor.inputMicrovolts.minimum = minimum
            let request = BoardBench.drive(3, gain: 0.2)
            let (measured, requests, _) = try await readings(request, on: descriptor)
            #expect(requests.allSatisfy { matches($0.inputs) }, "\(bits) bits from \(minimum)")
            let stepBits = minimum < 0 ? Int(bits) - 1 : Int(bits)
            let exact = expected(request, steps: Float((1 << stepBits) - 1))
            // Signed codes of eight bits meet the converter's steps within half a code.
            let largest = zip(measured.outputs.elements, exact).map { abs($0 - $1) }.max() ?? 1
            #expect(largest <= (minimum < 0 ? 0.05 : 0), "\(bits) bits from \(minimum): \(largest)")
        }
    }

    @Test("a board without pairs or gain is read column by column, and subtracted and scaled here")
    func plainColumns() async throws {
        var descriptor = CWPDescriptor.scripted
        descriptor.capabilities = [.multiplication]
        (descriptor.adcBits, descriptor.adcFullScaleNanoamperes) = (16, 400_000)
        descriptor.adcLSBPicoamperes = 12_207
        let request = BoardBench.drive(20, gain: 0.25)
        let (measured, requests, gains) = try await readings(request, on: descriptor)
        #expect(gains.isEmpty && requests.allSatisfy { !$0.isDifferential && $0.outputFormat == .i16 })
        let exact = expected(request, levels: 1e6)
        #expect(zip(measured.outputs.elements, exact).allSatisfy { abs($0 - $1) < 5e-4 })
        #expect(zip(measured.outputs.elements, exact).contains { abs($0) > 0.1 && abs($1) > 0.1 })
    }

    @Test("vectors that exceed the payload are sent in fewer, and a configured number is kept to")
    func splitting() async throws {
        var small = CWPDescriptor.scripted
        small.maximumPayload = 256
        #expect(try await readings(BoardBench.drive(25), on: small).requests.map(\.vectors) == [10, 10, 5])
        var settings = CrossbarBoardSettings()
        settings.vectorsPerRequest = 7
        #expect(
            try await readings(BoardBench.drive(15), settings: settings).requests.map(\.vectors) == [7, 7, 1])
        settings.vectorsPerRequest = nil
        settings.baud = 9_600
        // At 9600 baud 576 bytes take 0.6 s; no longer frame may keep the watchdog waiting.
        #expect(
            try await readings(BoardBench.drive(40), settings: settings).requests.allSatisfy {
                $0.inputs.count <= 576
            })
    }

    @Test("reads of several callers share the wire: the second goes out before the first is answered")
    func pipelining() async throws {
        let bench = BoardBench(script: { frame, count in
            frame.opcode == .readVMM && count == 2 ? .lateReply : .none
        })
        let gate = try await bench.gate()
        _ = try await gate.process(BoardBench.drive(1))
        async let first = gate.process(BoardBench.drive(1))
        async let second = gate.process(BoardBench.drive(1))
        let outputs = try await [first.outputs, second.outputs]
        #expect(outputs[0] == outputs[1])
        // The late reply came with that to the second read: nothing had to be asked again but by chance of time.
        #expect(await bench.board.executed.count { $0.opcode == .readVMM } == 3)
        await bench.device.close()
    }

    @Test("conductances come cell by cell, in as many requests as responses fill")
    func conductances() async throws {
        var small = CWPDescriptor.scripted
        small.maximumPayload = 256
        let bench = BoardBench(small)
        let block = CellBlock(tile: 1, rows: 3..<20, columns: 1..<14)
        let cells = try await bench.gate().conductances(block)
        let chip = await bench.board.chip
        for (i, row) in block.rows.enumerated() {
            for (j, column) in block.columns.enumerated() {
                #expect(cells[i, j] == chip.cells[1][row * 16 + column] * 100e-6)
            }
        }
        let requests = await bench.board.received.filter { $0.opcode == .readConductance }
            .compactMap { try? CWPReadConductanceRequest(payload: $0.payload) }
        #expect(requests.map(\.block.rows) == [4, 4, 4, 4, 1])
        #expect(requests.allSatisfy { $0.readMillivolts == 200 })
        await bench.device.close()
    }

    @Test("bias voltages reach their rows, and those that the board does not have are refused")
    func bias() async throws {
        let bench = BoardBench()
        let gate = try await bench.gate()
        try await gate.hold(BiasRequest(tile: 0, rows: 4..<6, voltages: [Voltage(0.1), Voltage(0.2)]))
        #expect(await bench.board.chip.bias == [4: 100_000, 5: 200_000])
        #expect(await bench.device.hardwareState != .safe)
        await bench.device.close()
    }
}
