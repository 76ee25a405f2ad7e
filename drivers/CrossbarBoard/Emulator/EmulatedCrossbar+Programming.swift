import CrossbarBoard
import PhysicalDevices

extension EmulatedCrossbar {
    /// A list of trains. All are checked before the first pulse, so that a list is carried out as a whole or refused.
    mutating func applyPulses(
        _ request: CWPProgramPulsesRequest
    ) throws(CWPErrorResponse) -> (response: CWPProgramPulsesResponse, seconds: Double) {
        guard request.tile < descriptor.tiles else { throw refusal(of: request, .indexOutOfRange) }
        guard request.operations.count <= Int(descriptor.maximumPulseOperations) else {
            throw refusal(of: request, .badParameter, index: Int(descriptor.maximumPulseOperations))
        }
        for (index, operation) in request.operations.enumerated() {
            guard operation.row < descriptor.rows, operation.column < descriptor.columns else {
                throw refusal(of: request, .indexOutOfRange, index: index)
            }
            try check([operation.millivolts], operation.nanoseconds, of: request, index: index)
        }
        var conductances: [Float] = []
        var seconds = 0.0
        for operation in request.operations {
            let cell = CellBlock(
                tile: Int(request.tile), rows: Int(operation.row)..<Int(operation.row) + 1,
                columns: Int(operation.column)..<Int(operation.column) + 1)
            let sign = operation.millivolts > 0 ? 1 : -1
            var left = moves(operation.millivolts) ? Int(operation.count) : 0
            while left > 0 {
                let part = min(left, Int(Int8.max))
                _ = chip.program(
                    PulseMap(block: cell, counts: [Int8(sign * part)], shape: shape(width: operation.nanoseconds)))
                left -= part
            }
            seconds += Double(operation.nanoseconds) / 1e9 * Double(operation.count)
            if request.returnsConductance { conductances += chip.conductances(cell).elements }
        }
        let response = CWPProgramPulsesResponse(
            tile: request.tile, executed: UInt16(request.operations.count), firstFailed: nil,
            conductances: request.returnsConductance ? conductances : nil)
        return (response, seconds)
    }

    mutating func applyMap(
        _ request: CWPProgramMapRequest
    ) throws(CWPErrorResponse) -> (response: CWPProgramMapResponse, seconds: Double) {
        let block = try cells(request.block, of: request)
        try check([request.setMillivolts, request.resetMillivolts], request.nanoseconds, of: request, index: 0)
        var counts = dense(request.map, block)
        let asked = PulseMap(block: block, counts: counts, shape: shape(width: request.nanoseconds)).total
        // Below the threshold a pulse is applied and moves nothing.
        if !moves(request.setMillivolts) { counts = counts.map { min($0, 0) } }
        if !moves(request.resetMillivolts) { counts = counts.map { max($0, 0) } }
        let report = chip.program(PulseMap(block: block, counts: counts, shape: shape(width: request.nanoseconds)))
        let response = CWPProgramMapResponse(
            tile: request.block.tile, pulsesExecuted: UInt32(clamping: asked), cellsRefused: 0, refused: [])
        return (response, report.duration.value)
    }

    /// One count a cell, whatever the format: noise is drawn row by row, so that all formats give the same cells.
    private func dense(_ map: CWPPulseMap, _ block: CellBlock) -> [Int8] {
        switch map {
        case .bytes(let counts), .nibbles(let counts): return counts
        case .sparse(let cells):
            var counts = [Int8](repeating: 0, count: block.count)
            for cell in cells {
                let row = Int(cell.row) - block.rows.lowerBound
                counts[row * block.columns.count + Int(cell.column) - block.columns.lowerBound] = cell.count
            }
            return counts
        }
    }

    private func check<Request: CWPRequest>(
        _ millivolts: [Int16], _ nanoseconds: UInt32, of request: Request, index: Int
    ) throws(CWPErrorResponse) {
        let voltages = descriptor.programMicrovolts.minimum...descriptor.programMicrovolts.maximum
        guard millivolts.allSatisfy({ voltages.contains(Int32($0) * 1000) }) else {
            throw refusal(of: request, .voltageOutOfRange, index: index)
        }
        guard descriptor.pulseMinimumNanoseconds...descriptor.pulseMaximumNanoseconds ~= nanoseconds,
            nanoseconds % descriptor.pulseStepNanoseconds == 0
        else { throw refusal(of: request, .badParameter, index: index) }
    }

    private func moves(_ millivolts: Int16) -> Bool {
        abs(Int(millivolts)) >= EmulatedCrossbarSettings.thresholdMillivolts
    }

    /// The model has one nominal pulse; of the shape only the width counts, for time.
    private func shape(width nanoseconds: UInt32) -> PulseShape {
        PulseShape(
            setAmplitude: Voltage(1.2), resetAmplitude: Voltage(-1.2), width: TimeSpan(Double(nanoseconds) / 1e9))
    }
}
