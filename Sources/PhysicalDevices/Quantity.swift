/// A number with a physical unit that the compiler checks.
///
/// `Quantity<Volt>` and `Quantity<Second>` are different types: a width cannot be handed in where a voltage is asked
/// for. Values are in the SI base unit of the dimension.
public struct Quantity<Unit: PhysicalUnit>: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// The value in the unit itself, for instance volts.
    public var value: Double

    /// A quantity of `value` in its SI unit.
    public init(_ value: Double) { self.value = value }

    // All four are spelled out: the standard library would make `a <= b` from `!(b < a)`, and not-a-number would then
    // lie inside every limit.
    public static func < (left: Quantity, right: Quantity) -> Bool { left.value < right.value }
    public static func <= (left: Quantity, right: Quantity) -> Bool { left.value <= right.value }
    public static func > (left: Quantity, right: Quantity) -> Bool { left.value > right.value }
    public static func >= (left: Quantity, right: Quantity) -> Bool { left.value >= right.value }

    /// The quantity with its unit symbol and an SI prefix, for instance `200 mV`.
    public var description: String { EngineeringNotation.string(value, unit: Unit.symbol) }
}

/// A unit that a `Quantity` is measured in.
public protocol PhysicalUnit: Sendable {
    /// The symbol without a prefix, for instance `V`.
    static var symbol: String { get }
}

/// The volt.
public enum Volt: PhysicalUnit { public static let symbol = "V" }
/// The second.
public enum Second: PhysicalUnit { public static let symbol = "s" }
/// The siemens.
public enum Siemens: PhysicalUnit { public static let symbol = "S" }
/// The ohm.
public enum Ohm: PhysicalUnit { public static let symbol = "ohm" }

/// An electric potential [V].
public typealias Voltage = Quantity<Volt>
/// A time span [s].
public typealias TimeSpan = Quantity<Second>
/// A conductance [S].
public typealias Conductance = Quantity<Siemens>
/// A resistance [ohm].
public typealias Resistance = Quantity<Ohm>

/// Numbers written with SI prefixes in steps of a thousand.
public enum EngineeringNotation {
    /// `value` with up to four significant digits, prefix and unit, for instance `0.00002, "S"` as `20 uS`.
    public static func string(_ value: Double, unit: String) -> String {
        guard value.isFinite, value != 0 else { return "\(value == 0 ? "0" : "\(value)") \(unit)" }
        let prefixes: [(scale: Double, symbol: String)] = [
            (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "u"), (1e-9, "n"), (1e-12, "p"),
        ]
        let prefix = prefixes.first { abs(value) >= $0.scale * 0.999_95 } ?? prefixes[prefixes.count - 1]
        let scaled = value / prefix.scale
        let digits = abs(scaled) >= 100 ? 10.0 : abs(scaled) >= 10 ? 100.0 : 1000.0
        let rounded = (scaled * digits).rounded() / digits
        let number = rounded == rounded.rounded() && abs(rounded) < 1e6 ? "\(Int(rounded))" : "\(rounded)"
        return "\(number) \(prefix.symbol)\(unit)"
    }
}
