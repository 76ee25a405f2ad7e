/// Decimal numbers in bytes.
enum DecimalNumber {
    /// Powers of ten that a double holds exactly.
    private static let powers: [Double] = (0...22).map { (0..<$0).reduce(1) { power, _ in power * 10 } }

    /// The number that all of `bytes` spell, correctly rounded ("nan" and "inf" too), or nil.
    static func parse(_ bytes: ArraySlice<UInt8>) -> Double? {
        short(bytes) ?? general(bytes)
    }

    /// Up to 15 digits with a point among them: digits and power of ten are exact doubles, so one division rounds
    /// right (Clinger, "How to read floating point numbers accurately", PLDI 1990). Most cells are such.
    private static func short(_ bytes: ArraySlice<UInt8>) -> Double? {
        guard bytes.count <= 17 else { return nil }
        var digits = 0
        var decimals: Int?
        var value: Int64 = 0
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 0x30...0x39:
                digits += 1
                decimals = decimals.map { $0 + 1 }
                value = value * 10 + Int64(byte - 0x30)
            case UInt8(ascii: ".") where decimals == nil: decimals = 0
            case UInt8(ascii: "-") where index == 0, UInt8(ascii: "+") where index == 0: continue
            default: return nil
            }
        }
        guard (1...15).contains(digits) else { return nil }
        let magnitude = Double(value) / powers[decimals ?? 0]
        return bytes.first == UInt8(ascii: "-") ? -magnitude : magnitude
    }

    private static func general(_ bytes: ArraySlice<UInt8>) -> Double? {
        // Swift reads hexadecimal numbers too, which no table means.
        guard !bytes.isEmpty, !bytes.contains(UInt8(ascii: "x")), !bytes.contains(UInt8(ascii: "X")) else { return nil }
        return Double(String(decoding: bytes, as: UTF8.self))
    }
}
