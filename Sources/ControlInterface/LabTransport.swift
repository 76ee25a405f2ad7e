/// What carries calls to a laboratory: a connection to the daemon, or a stand-in for it in a test.
public protocol LabTransport: Sendable {
    /// Calls a method by its full name and waits for its one reply.
    /// Throws ``VarlinkError`` as replied and ``VarlinkConnectionError`` where no valid reply comes.
    func call<P: Encodable & Sendable, R: Decodable & Sendable>(
        _ method: String, _ parameters: P, returning: R.Type, timeoutSeconds: Double
    ) async throws -> R

    /// Calls a method by its full name and yields its replies as they come.
    func stream<P: Encodable & Sendable, R: Decodable & Sendable>(
        _ method: String, _ parameters: P, returning: R.Type
    ) -> AsyncThrowingStream<R, any Error>
}

extension VarlinkClient: LabTransport {}
