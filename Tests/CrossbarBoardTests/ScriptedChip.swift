@testable import CrossbarBoard

/// Cells without noise behind a `ScriptedBoard`: what is measured can be computed.
struct ScriptedChip: Sendable {
    var descriptor: CWPDescriptor
    /// Conductances in parts of 100 uS, row-major, of every tile.
    var cells: [[Float]]
    var gains: [UInt16: [UInt16: (gain: Float, range: UInt16)]] = [:]
    /// Pulses that each cell has had, by tile.
    var pulses: [[Int]]
    var bias: [UInt16: Int32] = [:]
    /// What it reports beside being armed or not.
    var state: CWPBoardStatus.State = []
    /// Cells that take no pulses.
    var refusing: Set<Int> = []

    init(_ descriptor: CWPDescriptor) {
        self.descriptor = descriptor
        let count = Int(descriptor.rows) * Int(descriptor.columns)
        var generator = SeededGenerator(state: 99)
        cells = (0..<Int(descriptor.tiles)).map { _ in
            (0..<count).map { _ in Float.random(in: 0.3...0.7, using: &generator) }
        }
        pulses = cells.map { $0.map { _ in 0 } }
    }

    private var columns: Int { Int(descriptor.columns) }

    mutating func carryOut(_ request: CWPAnyRequest) throws -> any CWPPayload {
        switch request {
        case .setGain(let request):
            for (offset, gain) in request.gains.enumerated() {
                gains[request.tile, default: [:]][request.column + UInt16(offset)] = (gain, request.range)
            }
            return CWPCount(count: UInt16(request.gains.count))
        case .setInput(let request):
            for (offset, microvolts) in request.microvolts.enumerated() {
                bias[request.row + UInt16(offset)] = microvolts
            }
            return CWPCount(count: UInt16(request.microvolts.count))
        case .readVMM(let request): return multiply(request)
        case .programMap(let request): return program(request)
        case .programPulses(let request): return program(request)
        case .readConductance(let request): return conductances(request)
        default: throw CWPErrorResponse(opcode: .reset, status: .unsupported)
        }
    }

    private func multiply(_ request: CWPReadVMMRequest) -> CWPReadVMMResponse {
        let levels = Double((1 << (Int(descriptor.adcBits) - 1)) - 1)
        let drive = fractions(request.inputs)
        let rows = Int(request.block.rows)
        let step = request.isDifferential ? 2 : 1
        var codes: [Int32] = []
        for vector in 0..<Int(request.vectors) {
            for output in 0..<request.outputs {
                let column = Int(request.block.column) + output * step
                var current = 0.0
                for row in 0..<rows {
                    let cell = (Int(request.block.row) + row) * columns + column
                    let tile = cells[Int(request.block.tile)]
                    let g = request.isDifferential ? tile[cell] - tile[cell + 1] : tile[cell]
                    current += drive[vector * rows + row] * Double(g)
                }
                let setting = gains[request.block.tile]?[UInt16(column)] ?? (1, 0)
                let share = current * Double(setting.gain) / Double(1 << setting.range) / fullScale
                codes.append(Int32(max(-1, min(1, share)) * levels))
            }
        }
        let outputs: CWPOutputCodes =
            switch request.outputFormat {
            case .i8: .i8(codes.map { Int8($0) })
            case .i16: .i16(codes.map { Int16($0) })
            case .i32: .i32(codes)
            }
        return CWPReadVMMResponse(
            tile: request.block.tile, isSaturated: false, vectors: request.vectors, columns: UInt16(request.outputs),
            isDifferential: request.isDifferential, executionMicroseconds: 10, outputs: outputs)
    }

    /// The converter's full scale in parts of a full-scale input on 100 uS.
    var fullScale: Double {
        Double(descriptor.adcFullScaleNanoamperes) * 1e-9 / (Double(descriptor.inputMicrovolts.maximum) * 1e-6 * 1e-4)
    }

    private func fractions(_ inputs: CWPInputCodes) -> [Double] {
        let range = descriptor.inputMicrovolts
        let span = Double(range.maximum - range.minimum) / Double(range.maximum)
        func fraction(_ code: Int, _ offset: Int, _ top: Double) -> Double {
            Double(range.minimum) / Double(range.maximum) + Double(code + offset) / top * span
        }
        switch inputs {
        case .u8(let codes): return codes.map { fraction(Int($0), 0, 255) }
        case .i8(let codes): return codes.map { fraction(Int($0), 128, 255) }
        case .u16(let codes): return codes.map { fraction(Int($0), 0, 65_535) }
        case .i16(let codes): return codes.map { fraction(Int($0), 32_768, 65_535) }
        case .bits(let bits): return bits.map { $0 ? 1 : 0 }
        }
    }

    private mutating func program(_ request: CWPProgramMapRequest) -> CWPProgramMapResponse {
        let block = request.block
        var executed: UInt32 = 0
        var refused: [CWPProgramMapResponse.RefusedCell] = []
        for row in 0..<Int(block.rows) {
            for column in 0..<Int(block.columns) {
                let (r, c) = (Int(block.row) + row, Int(block.column) + column)
                let count = count(request.map, row * Int(block.columns) + column, r, c)
                guard count != 0 else { continue }
                if refusing.contains(r * columns + c) {
                    refused.append(.init(row: UInt16(r), column: UInt16(c), status: .hardwareFault))
                } else {
                    pulse(Int(block.tile), r * columns + c, count)
                    executed += UInt32(abs(count))
                }
            }
        }
        return CWPProgramMapResponse(
            tile: block.tile, pulsesExecuted: executed, cellsRefused: UInt32(refused.count),
            refused: Array(refused.prefix(64)))
    }

    private func count(_ map: CWPPulseMap, _ index: Int, _ row: Int, _ column: Int) -> Int {
        switch map {
        case .bytes(let counts), .nibbles(let counts): Int(counts[index])
        case .sparse(let cells):
            cells.first { Int($0.row) == row && Int($0.column) == column }.map { Int($0.count) } ?? 0
        }
    }

    private mutating func program(_ request: CWPProgramPulsesRequest) -> CWPProgramPulsesResponse {
        for (index, operation) in request.operations.enumerated() {
            let cell = Int(operation.row) * columns + Int(operation.column)
            if refusing.contains(cell) {
                return CWPProgramPulsesResponse(
                    tile: request.tile, executed: UInt16(index), firstFailed: UInt16(index), conductances: nil)
            }
            pulse(Int(request.tile), cell, operation.millivolts > 0 ? Int(operation.count) : -Int(operation.count))
        }
        return CWPProgramPulsesResponse(
            tile: request.tile, executed: UInt16(request.operations.count), firstFailed: nil, conductances: nil)
    }

    private mutating func pulse(_ tile: Int, _ cell: Int, _ count: Int) {
        cells[tile][cell] = min(1, max(0.01, cells[tile][cell] + Float(count) / 200))
        pulses[tile][cell] += count
    }

    private func conductances(_ request: CWPReadConductanceRequest) -> CWPReadConductanceResponse {
        let block = request.block
        let values = (0..<Int(block.rows)).flatMap { row in
            (0..<Int(block.columns)).map { column in
                cells[Int(block.tile)][(Int(block.row) + row) * columns + Int(block.column) + column] * 100e-6
            }
        }
        return CWPReadConductanceResponse(
            tile: block.tile, rows: block.rows, columns: block.columns, scale: 1, values: .siemens(values))
    }
}

extension CWPDescriptor {
    /// A small board that can do everything.
    static var scripted: CWPDescriptor {
        var board = CWPDescriptor()
        board.capabilities = [
            .multiplication, .programming, .conductanceReading, .watchdog, .gain, .packedMap, .differentialReadOut,
        ]
        (board.tiles, board.rows, board.columns) = (2, 24, 16)
        (board.dacBits, board.adcBits) = (8, 8)
        board.inputMicrovolts = VoltageRange(minimum: 0, maximum: 200_000)
        board.programMicrovolts = VoltageRange(minimum: -2_000_000, maximum: 2_000_000)
        (board.pulseMinimumNanoseconds, board.pulseMaximumNanoseconds) = (50, 1_000_000)
        board.pulseStepNanoseconds = 10
        (board.adcFullScaleNanoamperes, board.adcLSBPicoamperes) = (20_000, 157_480)
        (board.maximumPayload, board.maximumVectors, board.maximumPulseOperations) = (1_024, 16, 32)
        (board.watchdogMinimumMilliseconds, board.watchdogMaximumMilliseconds) = (20, 60_000)
        board.uniqueID = [UInt8]("SCRIPTED-001".utf8)
        (board.firmware, board.nanosecondsPerVector, board.maximumInFlight) = (3, 2_000, 4)
        board.name = "scripted"
        return board
    }
}
