/// Holds the contents of one request against the limits.
struct RequestJudge {
    let limits: MonitorLimits
    /// Lowest and highest input voltage [uV], as the board's descriptor has them.
    let input: (low: Int, high: Int)?

    /// Pulses for one cell.
    struct Pulses {
        let tile: Int
        let row: Int
        let column: Int
        let count: Int
    }

    enum Finding {
        case malformed(String)
        case outside(String)
    }

    /// What is wrong with a request, and the pulses that it asks for.
    func judge(_ frame: WireFrame) -> (findings: [Finding], pulses: [Pulses]) {
        let fields = WireFields(frame.payload)
        switch frame.opcode {
        case WireOpcode.setInput: return (setInput(fields), [])
        case WireOpcode.readVMM: return (readVMM(fields), [])
        case WireOpcode.readConductance: return (readConductance(fields), [])
        case WireOpcode.programPulses: return programPulses(fields)
        case WireOpcode.programMap: return programMap(fields)
        default: return ([], [])
        }
    }

    private func setInput(_ fields: WireFields) -> [Finding] {
        guard fields.count >= 8, fields.count == 8 + 4 * fields.u16(4) else {
            return [.malformed("SET_INPUT's length")]
        }
        return (0..<fields.u16(4)).map { fields.i32(8 + 4 * $0) }.filter { abs($0) > limits.readMicrovolts }
            .map { .outside("a bias of \($0) uV") }
    }

    private func readConductance(_ fields: WireFields) -> [Finding] {
        guard fields.count == 16 else { return [.malformed("READ_CONDUCTANCE's length")] }
        let millivolts = fields.i16(10)
        return abs(millivolts) * 1000 > limits.readMicrovolts ? [.outside("conductances read at \(millivolts) mV")] : []
    }

    private func readVMM(_ fields: WireFields) -> [Finding] {
        guard fields.count >= 16 else { return [.malformed("READ_VMM's length")] }
        let (format, vectors, rows) = (fields.u8(2), fields.u16(4), fields.u16(8))
        let size = [0: 1, 1: 1, 2: 2, 3: 2][format]
        let expected = format == 4 ? vectors * ((rows + 7) / 8) : vectors * rows * (size ?? 0)
        guard size != nil || format == 4, fields.count == 16 + expected else {
            return [.malformed("READ_VMM's length")]
        }
        guard let input else { return [.malformed("READ_VMM before the board has said its input range")] }
        let voltage: (Int) -> Double
        let span = Double(input.high - input.low)
        switch format {
        case 0: voltage = { Double(input.low) + span * Double(fields.u8($0)) / 255 }
        case 1: voltage = { Double(input.low) + span * Double(fields.i8($0) + 128) / 255 }
        case 2: voltage = { Double(input.low) + span * Double(fields.u16($0)) / 65_535 }
        case 3: voltage = { Double(input.low) + span * Double(fields.i16($0) + 32_768) / 65_535 }
        default: voltage = { fields.u8($0) == 0 ? 0 : Double(input.high) }
        }
        // Half a code: whether the range of signed codes is symmetric is a matter of the board's converter.
        let tolerance = format == 1 ? span / 510 : format == 3 ? span / 131_070 : 1e-6
        let offsets = stride(from: 16, to: fields.count, by: size ?? 1)
        let highest = offsets.reduce(0.0) { max($0, abs(voltage($1))) }
        return highest > Double(limits.readMicrovolts) + tolerance ? [.outside("an input of \(highest) uV")] : []
    }

    private func programPulses(_ fields: WireFields) -> ([Finding], [Pulses]) {
        guard fields.count >= 8, fields.count == 8 + 12 * fields.u16(2) else {
            return ([.malformed("PROGRAM_PULSES's length")], [])
        }
        var findings: [Finding] = []
        var pulses: [Pulses] = []
        var counts: [Int: Int] = [:]
        for offset in stride(from: 8, to: fields.count, by: 12) {
            let (row, column) = (fields.u16(offset), fields.u16(offset + 2))
            let (millivolts, count) = (fields.i16(offset + 4), fields.u16(offset + 6))
            findings += amplitude(millivolts) + width(fields.u32(offset + 8))
            pulses.append(Pulses(tile: fields.u16(0), row: row, column: column, count: count))
            counts[row << 16 | column, default: 0] += count
        }
        return (findings + (counts.values.max().map(count) ?? []), pulses)
    }

    private func programMap(_ fields: WireFields) -> ([Finding], [Pulses]) {
        guard fields.count >= 20, let cells = MapCells(fields) else {
            return ([.malformed("PROGRAM_MAP's length")], [])
        }
        var findings: [Finding] = []
        let (set, reset) = (fields.i16(12), fields.i16(14))
        if !limits.setMillivolts.contains(set) { findings.append(.outside("SET at \(set) mV")) }
        if !limits.resetMillivolts.contains(reset) { findings.append(.outside("RESET at \(reset) mV")) }
        findings += width(fields.u32(16))
        let pulses = cells.pulses
        return (findings + (pulses.map(\.count).max().map(count) ?? []), pulses)
    }

    private func amplitude(_ millivolts: Int) -> [Finding] {
        let range = millivolts >= 0 ? limits.setMillivolts : limits.resetMillivolts
        return range.contains(millivolts) ? [] : [.outside("a pulse of \(millivolts) mV")]
    }

    private func width(_ nanoseconds: Int) -> [Finding] {
        limits.widthNanoseconds.contains(nanoseconds) ? [] : [.outside("a width of \(nanoseconds) ns")]
    }

    private func count(_ pulses: Int) -> [Finding] {
        pulses > limits.pulsesPerRequest ? [.outside("\(pulses) pulses to one cell")] : []
    }
}
