import CrossbarBoard
import Matrices
import PhysicalDevices
import Simulated

/// Gain and range of the columns of a tile.
struct ColumnSettings: Sendable {
    /// Of one column: what its current is multiplied by, and how often the converter's full scale is doubled.
    struct Setting: Sendable, Equatable {
        var gain: Float = 1
        var range: UInt16 = 0

        /// Full scale in units of the descriptor's.
        var fullScale: Double { Double(1 << range) }
    }

    private(set) var settings: [Setting]

    init(columns: Int) {
        settings = [Setting](repeating: Setting(), count: columns)
    }

    mutating func set(_ gains: [Float], range: UInt16, from column: Int) {
        for (offset, gain) in gains.enumerated() { settings[column + offset] = Setting(gain: gain, range: range) }
    }

    /// The parts of `columns` with one setting each; of pairs, that of the even column counts.
    func segments(of columns: Range<Int>, step: Int) -> [(columns: Range<Int>, setting: Setting)] {
        var segments: [(columns: Range<Int>, setting: Setting)] = []
        for column in stride(from: columns.lowerBound, to: columns.upperBound, by: step) {
            let part = column..<column + step
            if let last = segments.last, last.setting == settings[column] {
                segments[segments.count - 1].columns = last.columns.lowerBound..<part.upperBound
            } else {
                segments.append((part, settings[column]))
            }
        }
        return segments
    }
}

extension EmulatedCrossbar {
    mutating func setInput(_ request: CWPSetInputRequest) throws(CWPErrorResponse) -> CWPCount {
        guard request.tile < descriptor.tiles, Int(request.row) + request.microvolts.count <= Int(descriptor.rows)
        else {
            throw refusal(of: request, .indexOutOfRange)
        }
        let range = descriptor.inputMicrovolts.minimum...descriptor.inputMicrovolts.maximum
        if let index = request.microvolts.firstIndex(where: { !range.contains($0) }) {
            throw refusal(of: request, .voltageOutOfRange, index: index)
        }
        let levels = request.microvolts.map { Float($0) / Float(range.upperBound) }
        chip.holdInputs(tile: Int(request.tile), row: Int(request.row), at: levels)
        return CWPCount(count: UInt16(levels.count))
    }

    mutating func setGain(_ request: CWPSetGainRequest) throws(CWPErrorResponse) -> CWPCount {
        guard request.tile < descriptor.tiles, Int(request.column) + request.gains.count <= Int(descriptor.columns)
        else { throw refusal(of: request, .indexOutOfRange) }
        guard EmulatedCrossbarSettings.ranges.contains(request.range) else { throw refusal(of: request, .badParameter) }
        if let index = request.gains.firstIndex(where: { !EmulatedCrossbarSettings.gains.contains($0) }) {
            throw refusal(of: request, .badParameter, index: index)
        }
        readOut[request.tile, default: ColumnSettings(columns: Int(descriptor.columns))]
            .set(request.gains, range: request.range, from: Int(request.column))
        return CWPCount(count: UInt16(request.gains.count))
    }

    mutating func multiply(
        _ request: CWPReadVMMRequest
    ) throws(CWPErrorResponse) -> (response: CWPReadVMMResponse, seconds: Double) {
        let block = try cells(request.block, of: request)
        let averages = max(1, Int(request.averages))
        let step = request.isDifferential ? 2 : 1
        guard 1...descriptor.maximumVectors ~= request.vectors, averages <= EmulatedCrossbarSettings.mostAverages,
            block.columns.lowerBound % step == 0, block.columns.count % step == 0
        else { throw refusal(of: request, .badParameter) }
        let drive = fractions(request.inputs, vectors: Int(request.vectors), rows: block.rows.count)
        let width = block.columns.count / step
        var codes = OutputCodes(rows: drive.rows, columns: width, levels: settings.levels)
        var seconds = 0.0
        let columns = readOut[request.block.tile] ?? ColumnSettings(columns: Int(descriptor.columns))
        for (part, setting) in columns.segments(of: block.columns, step: step) {
            let measurement = DriveRequest(
                block: CellBlock(tile: block.tile, rows: block.rows, columns: part), drive: drive,
                gain: Double(setting.gain), fullScale: Voltage(setting.fullScale))
            for _ in 0..<averages {
                let measured = request.isDifferential ? chip.measure(measurement) : chip.measureColumns(measurement)
                codes.add(
                    measured.outputs, fullScale: Float(setting.fullScale),
                    at: (part.lowerBound - block.columns.lowerBound) / step)
                seconds += measured.duration.value
            }
        }
        if dropsVector {
            codes.dropLastRow()
            dropsVector = false
        }
        let response = CWPReadVMMResponse(
            tile: request.block.tile, isSaturated: codes.isSaturated(as: request.outputFormat, averages: averages),
            vectors: UInt16(codes.rows), columns: UInt16(width), isDifferential: request.isDifferential,
            executionMicroseconds: UInt32(clamping: Int((seconds * 1e6).rounded())),
            outputs: codes.outputs(request.outputFormat, averages: averages))
        return (response, seconds)
    }

    mutating func readConductances(
        _ request: CWPReadConductanceRequest
    ) throws(CWPErrorResponse) -> CWPReadConductanceResponse {
        let block = try cells(request.block, of: request)
        let range = descriptor.inputMicrovolts.minimum...descriptor.inputMicrovolts.maximum
        guard request.readMillivolts != 0, range.contains(Int32(request.readMillivolts) * 1000) else {
            throw refusal(of: request, .voltageOutOfRange)
        }
        let siemens = chip.conductances(block).elements
        var scale: Float = 1
        var values = CWPReadConductanceResponse.Values.siemens(siemens)
        if request.format == .codes {
            // The full code stands for the largest value, which may lie above the window's upper end.
            scale = max(siemens.max() ?? 0, Float(settings.parameters.maximumConductance.value)) / Float(UInt16.max)
            values = .codes(siemens.map { UInt16(min(max(($0 / scale).rounded(), 0), Float(UInt16.max))) })
        }
        return CWPReadConductanceResponse(
            tile: request.block.tile, rows: request.block.rows, columns: request.block.columns, scale: scale,
            values: values)
    }

    /// The cells of a block, which must lie on the chip and not be empty.
    func cells<Request: CWPRequest>(_ block: CWPBlock, of request: Request) throws(CWPErrorResponse) -> CellBlock {
        guard block.tile < descriptor.tiles, block.rows > 0, block.columns > 0,
            Int(block.row) + Int(block.rows) <= Int(descriptor.rows),
            Int(block.column) + Int(block.columns) <= Int(descriptor.columns)
        else { throw refusal(of: request, .indexOutOfRange) }
        return CellBlock(
            tile: Int(block.tile), rows: Int(block.row)..<Int(block.row) + Int(block.rows),
            columns: Int(block.column)..<Int(block.column) + Int(block.columns))
    }

    /// Input codes in fractions of the highest input voltage, vectors x rows.
    private func fractions(_ inputs: CWPInputCodes, vectors: Int, rows: Int) -> Matrix<Float> {
        let isSigned = descriptor.inputMicrovolts.minimum < 0
        func matrix<Code: BinaryInteger>(_ codes: [Code], from lowest: Float, steps: Float) -> Matrix<Float> {
            Matrix(rows: vectors, columns: rows) { fractions in
                codes.withUnsafeBufferPointer { codes in
                    for index in 0..<codes.count { fractions[index] = (Float(codes[index]) - lowest) / steps }
                    if isSigned {
                        for index in 0..<codes.count { fractions[index] = 2 * fractions[index] - 1 }
                    }
                }
            }
        }
        switch inputs {
        case .u8(let codes): return matrix(codes, from: 0, steps: 255)
        case .i8(let codes): return matrix(codes, from: -128, steps: 255)
        case .u16(let codes): return matrix(codes, from: 0, steps: 65_535)
        case .i16(let codes): return matrix(codes, from: -32_768, steps: 65_535)
        case .bits(let bits): return Matrix(rows: vectors, columns: rows, elements: bits.map { $0 ? 1 : 0 })
        }
    }
}
