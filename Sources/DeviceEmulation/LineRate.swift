/// How fast a serial line carries bytes: a start bit, eight data bits, the parity bit if there is one, and a stop bit.
public struct LineRate: Sendable, Equatable {
    /// [bit/s].
    public let baudRate: Int
    /// Whether each byte carries a parity bit.
    public let hasParity: Bool

    /// A line of `baudRate`; nil unless that is 50 bit/s to 20 Mbit/s.
    public init?(baudRate: Int, hasParity: Bool = false) {
        guard (50...20_000_000).contains(baudRate) else { return nil }
        self.baudRate = baudRate
        self.hasParity = hasParity
    }

    /// Bits on the wire for one byte.
    public var bitsPerByte: Int { hasParity ? 11 : 10 }

    /// The time that `count` bytes take.
    public func duration(of count: Int) -> Duration {
        .nanoseconds(Int64((Double(count * bitsPerByte) * 1e9 / Double(baudRate)).rounded()))
    }

    /// The bytes that go over the line in `duration`.
    func bytes(in duration: Duration) -> Int {
        Int(duration / .nanoseconds(1) * Double(baudRate) / Double(bitsPerByte) / 1e9)
    }
}
