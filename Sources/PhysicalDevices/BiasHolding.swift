/// A device that keeps rows at constant voltages until it is told otherwise or enters its safe state.
public protocol BiasHolding: PhysicalDevice {
    /// Moves the rows to their voltages and keeps them there. Throws `DeviceError`.
    ///
    /// A driver applies a request as one move: where the envelope asks for a ramp, the safety gate makes it, and the
    /// device sees the ramp's steps one by one.
    func hold(_ request: Cleared<BiasRequest>) async throws
}

/// Constant voltages for neighbouring rows of one tile. Rows that are not named keep what they have.
public struct BiasRequest: Sendable, Equatable {
    /// The tile, from 0.
    public var tile: Int
    /// The rows, from 0.
    public var rows: Range<Int>
    /// One voltage a row [V].
    public var voltages: [Voltage]

    /// A request from its parts; there must be one voltage for every row.
    public init(tile: Int, rows: Range<Int>, voltages: [Voltage]) {
        self.tile = tile
        self.rows = rows
        self.voltages = voltages
    }
}
