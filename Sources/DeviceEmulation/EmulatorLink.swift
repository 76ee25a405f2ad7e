import Transports

/// Where an emulator is reached. Used by one host, one call at a time.
public protocol EmulatorLink: Sendable {
    /// What a driver has to open, as an address.
    var address: String { get async }
    /// Puts the link in place and returns the stream to the next client; waits for one where that can be known. Throws
    /// `EmulationError` or `ByteStreamError`.
    func open() async throws -> any ByteStream
    /// Takes the link away, and the stream with it. Drivers see a hang-up.
    func close() async
}
