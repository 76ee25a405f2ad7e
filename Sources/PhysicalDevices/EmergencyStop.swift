/// The bytes that put a device into its safe state without its driver: what `pib-safe` sends when the daemon is dead.
///
/// They must do so whatever the device was in the middle of, and sending them again must do no harm.
public struct EmergencyStop: Sendable, Equatable {
    /// What to send, as it goes onto the wire.
    public var send: [UInt8]
    /// What a device in its safe state answers, byte for byte; nil for one that gives no answer.
    public var expect: [UInt8]?
    /// How long to wait for the answer before sending again [s]; without an answer, how long to keep the port open so
    /// that the bytes get out.
    public var wait: TimeSpan

    /// A stop from its parts.
    public init(send: [UInt8], expect: [UInt8]?, wait: TimeSpan = TimeSpan(0.2)) {
        self.send = send
        self.expect = expect
        self.wait = wait
    }
}
