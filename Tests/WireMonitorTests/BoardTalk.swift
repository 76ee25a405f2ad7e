import WireMonitor

/// Both ends of a wire as a test writes them, frame by frame.
struct BoardTalk {
    var monitor: WireMonitor
    var seconds = 0.0

    static let limits = MonitorLimits(
        readMicrovolts: 200_000, setMillivolts: 500...1500, resetMillivolts: -1500 ... -500,
        widthNanoseconds: 100...1_000_000, pulsesPerRequest: 15)

    init(_ limits: MonitorLimits = Self.limits) { monitor = WireMonitor(limits: limits) }

    mutating func host(_ opcode: UInt8, _ id: UInt16, _ payload: [UInt8] = [], retry: Bool = false) {
        seconds += 0.001
        monitor.hostSent(WireFrame(opcode, id: id, flags: retry ? 2 : 0, payload: payload).bytes, at: seconds)
    }

    mutating func board(
        _ opcode: UInt8, _ id: UInt16, _ payload: [UInt8] = [], status: UInt16 = 0, more: Bool = false
    ) {
        seconds += 0.001
        let frame = WireFrame(opcode | 0x80, id: id, status: status, flags: more ? 1 : 0, payload: payload)
        monitor.boardSent(frame.bytes, at: seconds)
    }

    mutating func event(code: UInt16) {
        monitor.boardSent(WireFrame(0x40, id: 0, payload: u16(code) + u16(0) + u32(0)).bytes, at: seconds)
    }

    /// HELLO, descriptor, watchdog and ARM, as ids 1 to 3.
    mutating func start(inFlight: UInt8 = 2, inputMicrovolts: ClosedRange<Int32> = 0...200_000) {
        host(0x01, 1, [0, 1, 0, 1] + u32(0) + u32(0xDEAD_BEEF))
        var descriptor = [UInt8](repeating: 0, count: 86)
        descriptor.replaceSubrange(16..<20, with: u32(UInt32(bitPattern: inputMicrovolts.lowerBound)))
        descriptor.replaceSubrange(20..<24, with: u32(UInt32(bitPattern: inputMicrovolts.upperBound)))
        descriptor[84] = inFlight
        board(0x01, 1, descriptor)
        host(0x04, 2, u16(500))
        board(0x04, 2, u16(500))
        host(0x06, 3, [1])
        board(0x06, 3, [3])
    }

    var rules: [Violation.Rule] { monitor.violations.map(\.rule) }
}

func u16(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }
func u32(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
func i16(_ value: Int16) -> [UInt8] { u16(UInt16(bitPattern: value)) }

/// READ_VMM of one vector of unsigned 8-bit codes on tile 0.
func read(_ codes: [UInt8]) -> [UInt8] {
    let rows = UInt16(codes.count)
    return u16(0) + [0, 0] + u16(1) + u16(0) + u16(rows) + u16(0) + u16(2) + u16(1) + codes
}

/// PROGRAM_MAP of one row of counts on a tile.
func map(
    _ counts: [Int8], tile: UInt16 = 0, set: Int16 = 1000, reset: Int16 = -1000, width: UInt32 = 1000
) -> [UInt8] {
    let cells = counts.map { UInt8(bitPattern: $0) }
    return u16(tile) + u16(0) + u16(1) + u16(0) + u16(UInt16(counts.count)) + [0, 0] + i16(set) + i16(reset)
        + u32(width) + cells
}

/// READ_CONDUCTANCE of the first cell of a tile.
func conductance(tile: UInt16 = 0, millivolts: Int16 = 200) -> [UInt8] {
    u16(tile) + u16(0) + u16(1) + u16(0) + u16(1) + i16(millivolts) + u16(1) + u16(0)
}
