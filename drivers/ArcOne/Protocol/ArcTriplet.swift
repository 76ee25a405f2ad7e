/// Three numbers that a test routine sends for each measurement: resistance, voltage, width.
public struct ArcTriplet: Sendable, Equatable {
    /// [ohm]
    public let resistance: Float
    /// [V]
    public let voltage: Float
    /// [s]
    public let width: Float

    /// A triplet from its numbers.
    public init(resistance: Float, voltage: Float, width: Float) {
        self.resistance = resistance
        self.voltage = voltage
        self.width = width
    }

    /// Whether it ends a series: three zeros.
    public var isEnd: Bool { resistance == 0 && voltage == 0 && width == 0 }

    /// Whether it can be a measurement at all: a positive resistance, numbers elsewhere. An open cell without any
    /// current has an infinite resistance.
    public var isPlausible: Bool { resistance > 0 && voltage.isFinite && width.isFinite && width >= 0 }
}
