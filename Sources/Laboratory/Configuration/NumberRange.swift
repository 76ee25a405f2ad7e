/// The numbers that a key may take.
public struct NumberRange: Sendable, Equatable {
    private let lower: Double
    private let upper: Double
    private let includesLower: Bool
    private let includesUpper: Bool

    /// Any finite number.
    public static let any = NumberRange(-.infinity, .infinity, false, false)

    /// Numbers greater than `lower`.
    public static func above(_ lower: Double) -> NumberRange { NumberRange(lower, .infinity, false, false) }

    /// Numbers from `lower` on.
    public static func atLeast(_ lower: Double) -> NumberRange { NumberRange(lower, .infinity, true, false) }

    /// Numbers from `lower` to `upper`, both included.
    public static func from(_ lower: Double, to upper: Double) -> NumberRange {
        NumberRange(lower, upper, true, true)
    }

    /// Numbers from `lower` up to but without `upper`.
    public static func from(_ lower: Double, below upper: Double) -> NumberRange {
        NumberRange(lower, upper, true, false)
    }

    /// Numbers greater than `lower`, up to and with `upper`.
    public static func above(_ lower: Double, to upper: Double) -> NumberRange {
        NumberRange(lower, upper, false, true)
    }

    private init(_ lower: Double, _ upper: Double, _ includesLower: Bool, _ includesUpper: Bool) {
        self.lower = lower
        self.upper = upper
        self.includesLower = includesLower
        self.includesUpper = includesUpper
    }

    func contains(_ value: Double) -> Bool {
        value.isFinite && (includesLower ? value >= lower : value > lower)
            && (includesUpper ? value <= upper : value < upper)
    }

    /// The range in words, with a blank before it; empty for any number.
    var words: String {
        func text(_ bound: Double) -> String { "\(bound)".hasSuffix(".0") ? "\("\(bound)".dropLast(2))" : "\(bound)" }
        var parts: [String] = []
        if lower.isFinite { parts.append("\(includesLower ? "from" : "above") \(text(lower))") }
        if upper.isFinite { parts.append("\(includesUpper ? "to" : "below") \(text(upper))") }
        return parts.isEmpty ? "" : " " + parts.joined(separator: " ")
    }
}
