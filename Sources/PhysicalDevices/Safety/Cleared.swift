/// A request that has passed the safety envelope.
///
/// Everything that energises a device takes one of these, and only the `SafetyGate` can make one: a driver, a trainer
/// or a client cannot go round the limits, because it would not compile.
public struct Cleared<Request: Sendable>: Sendable {
    /// The request.
    public let request: Request

    init(_ request: Request) { self.request = request }
}
