import CElementwise

/// Sums and extremes of signed pulse counts.
enum PulseCounts {
    /// Largest magnitude.
    static func largest(_ counts: [Int8]) -> Int {
        counts.withUnsafeBufferPointer { $0.baseAddress.map { Int(pibd_pulses_largest($0, counts.count)) } ?? 0 }
    }
}

extension PulseMap {
    /// Pulses that the map asks for, SET and RESET together.
    public var total: Int {
        counts.withUnsafeBufferPointer { $0.baseAddress.map { Int(pibd_pulses_total($0, counts.count)) } ?? 0 }
    }
}
