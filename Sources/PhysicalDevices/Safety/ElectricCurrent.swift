/// The ampere.
public enum Ampere: PhysicalUnit { public static let symbol = "A" }

/// An electric current [A].
public typealias ElectricCurrent = Quantity<Ampere>
