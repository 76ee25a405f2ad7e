/// The replies of a method called with `more`, in order; its errors are ``LabError`` where the interface names them.
public struct LabReplies<Reply: Sendable>: AsyncSequence, Sendable {
    let stream: AsyncThrowingStream<Reply, any Error>

    /// The replies are for one consumer.
    public func makeAsyncIterator() -> Iterator { Iterator(base: stream.makeAsyncIterator()) }

    /// Waits for one reply after the other.
    public struct Iterator: AsyncIteratorProtocol {
        var base: AsyncThrowingStream<Reply, any Error>.Iterator

        /// The next reply; nil after the last. Throws ``LabError``, ``VarlinkError`` and ``VarlinkConnectionError``.
        public mutating func next() async throws -> Reply? {
            do {
                return try await base.next()
            } catch let error as VarlinkError {
                throw LabError(error) ?? error as any Error
            }
        }
    }
}
