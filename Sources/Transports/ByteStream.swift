/// A two-way stream of bytes to a device: a serial port, a pseudo-terminal or a TCP connection.
///
/// No operation blocks a thread of the cooperative pool, every wait ends at its deadline, and cancelling a task ends
/// its wait with `CancellationError`. Concurrent writes go out one after the other, never interleaved.
public protocol ByteStream: Sendable {
    /// What the stream is connected to, as an address or path.
    var address: String { get }

    /// Sends all of `bytes`.
    ///
    /// - Throws: ``ByteStreamError`` with `timedOut` (the message says how many bytes went out), `hungUp` or
    ///   `inputOutput`; `CancellationError`.
    func write(_ bytes: [UInt8], deadline: ContinuousClock.Instant) async throws

    /// The next bytes to come, at least one and at most `limit` (in pieces of at most 64 KiB).
    ///
    /// - Throws: ``ByteStreamError`` with `timedOut`, `hungUp` (after everything that came before was read),
    ///   `inputOutput`, or `invalid` where `limit` is not positive; `CancellationError`.
    func read(upTo limit: Int, deadline: ContinuousClock.Instant) async throws -> [UInt8]

    /// Throws away what has come and was not read, at most 1 MiB so that a chattering device holds nobody up.
    ///
    /// - Throws: ``ByteStreamError`` with `hungUp` or `inputOutput`.
    func discardInput() async throws

    /// Returns once the far end has gone, the stream was closed, or the task is cancelled. Needs no reader.
    func waitForHangUp() async

    /// Closes the stream; whoever reads or writes is woken with `hungUp`. Closing twice does nothing.
    func close() async
}
