/// What a quantity in a configuration file measures; every one is written with its unit, `"0.2 V"`.
public enum PhysicalDimension: String, Sendable, CaseIterable {
    /// Electric potential [V].
    case voltage
    /// Electric current [A].
    case current
    /// Time [s].
    case time
    /// Electric conductance [S].
    case conductance
    /// Electric resistance [ohm].
    case resistance

    /// The SI unit without a prefix, as we write it.
    public var unit: String {
        switch self {
        case .voltage: "V"
        case .current: "A"
        case .time: "s"
        case .conductance: "S"
        case .resistance: "ohm"
        }
    }

    /// The value in the SI unit of a text such as `100 us`: a number, then a unit with or without prefix.
    func value(of text: String) -> Double? {
        let number = text.prefix { $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }
        let symbol = text.dropFirst(number.count).drop { $0 == " " }
        guard let value = Double(number), value.isFinite else { return nil }
        for name in [unit] + (self == .resistance ? ["\u{3a9}", "\u{2126}"] : []) where symbol.hasSuffix(name) {
            // Dividing keeps "100 us" at exactly 1e-4, which a factor of 1e-6 would not.
            if let divisor = Self.divisors[String(symbol.dropLast(name.count))] { return value / divisor }
            if let factor = Self.factors[String(symbol.dropLast(name.count))] { return value * factor }
        }
        return nil
    }

    /// The units in use, for messages.
    var examples: String {
        switch self {
        case .voltage: "V, mV, uV"
        case .current: "A, mA, uA, nA"
        case .time: "s, ms, us, ns"
        case .conductance: "S, mS, uS, nS"
        case .resistance: "ohm, kohm, Mohm"
        }
    }

    // Micro has three spellings: the letter u, the micro sign and the Greek letter.
    private static let divisors = [
        "": 1, "m": 1e3, "u": 1e6, "\u{b5}": 1e6, "\u{3bc}": 1e6, "n": 1e9, "p": 1e12,
    ]
    private static let factors = ["k": 1e3, "M": 1e6, "G": 1e9]
}
