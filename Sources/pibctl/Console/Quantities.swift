import Foundation

/// Numbers as people read them.
enum Quantities {
    /// 0...1 as per cent with one decimal.
    static func percent(_ fraction: Double?) -> String {
        guard let fraction, fraction.isFinite else { return "-" }
        return String(format: "%.1f %%", 100 * fraction)
    }

    /// A count in groups of three.
    static func count(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped += " " }
            grouped.append(digit)
        }
        return (number < 0 ? "-" : "") + grouped
    }

    /// A large count, three digits and a prefix: 1.23 M.
    static func shortCount(_ number: Int) -> String {
        let value = Double(number)
        switch abs(value) {
        case 1e9...: return threeDigits(value / 1e9) + " G"
        case 1e6...: return threeDigits(value / 1e6) + " M"
        case 1e4...: return threeDigits(value / 1e3) + " k"
        default: return String(number)
        }
    }

    /// Bits with two decimals.
    static func bits(_ bits: Double?) -> String {
        guard let bits, bits.isFinite else { return "-" }
        return String(format: "%.2f", bits)
    }

    /// [s] as hours, minutes and seconds; below a minute with one decimal.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "-" }
        if seconds < 59.95 { return String(format: "%.1f s", seconds) }
        let (hours, minutes, rest) = clock(seconds)
        return hours > 0
            ? String(format: "%d h %02d min", hours, minutes) : String(format: "%d min %02d s", minutes, rest)
    }

    /// [s] as a clock shows it: 1:05 or 2:01:05.
    static func countdown(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "-" }
        let (hours, minutes, rest) = clock(seconds)
        return hours > 0
            ? String(format: "%d:%02d:%02d", hours, minutes, rest) : String(format: "%d:%02d", minutes, rest)
    }

    /// What takes an SI prefix; a thousand cells stay 1000 cells.
    private static let prefixedUnits: Set<String> = ["V", "A", "S", "s", "ohm", "Hz", "J", "W"]

    /// A value with its unit: three significant digits and an SI prefix where the unit takes one.
    static func si(_ value: Double, _ unit: String) -> String {
        guard value.isFinite else { return "\(value) \(unit)" }
        guard value != 0 else { return unit.isEmpty ? "0" : "0 \(unit)" }
        if unit.isEmpty { return significant(value) }
        guard prefixedUnits.contains(unit) else { return "\(significant(value)) \(unit)" }
        let prefixes: [(Double, String)] = [
            (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n"), (1e-12, "p"),
        ]
        let (scale, prefix) = prefixes.first { abs(value) >= $0.0 * 0.9995 } ?? (1e-12, "p")
        return "\(threeDigits(value / scale)) \(prefix)\(unit)"
    }

    /// A bare number with up to four significant digits.
    static func significant(_ value: Double) -> String { String(format: "%.4g", value) }

    private static func threeDigits(_ value: Double) -> String {
        switch abs(value) {
        case ..<9.995: String(format: "%.2f", value)
        case ..<99.95: String(format: "%.1f", value)
        default: String(format: "%.0f", value)
        }
    }

    private static func clock(_ seconds: Double) -> (hours: Int, minutes: Int, seconds: Int) {
        let whole = Int(seconds.rounded())
        return (whole / 3600, whole / 60 % 60, whole % 60)
    }
}
