import Glibc

/// A failed operation on a byte stream: what happened, where, and what to do.
public struct ByteStreamError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of failure it was.
    public enum Code: String, Sendable {
        /// Nothing has this path, address or serial number.
        case notFound = "not-found"
        /// The daemon's user may not open it.
        case denied
        /// Another program (or another part of this one) holds it.
        case busy
        /// The deadline passed.
        case timedOut = "timed-out"
        /// The far end is gone, or the stream was closed.
        case hungUp = "hung-up"
        /// The kernel refused for another reason.
        case inputOutput = "input-output"
        /// The device cannot do this.
        case unsupported
        /// The address or a setting makes no sense.
        case invalid
        /// More than one device fits the address.
        case ambiguous
    }

    /// What kind of failure it was.
    public let code: Code
    /// The path or address concerned.
    public let path: String
    /// What went wrong.
    public let message: String
    /// What the reader can do about it.
    public let remedy: String

    /// An error from its parts.
    public init(_ code: Code, path: String, _ message: String, remedy: String) {
        self.code = code
        self.path = path
        self.message = message
        self.remedy = remedy
    }

    public var description: String { "\(path): \(message). \(remedy)" }
}

extension ByteStreamError {
    /// A system call that failed with `number`.
    static func system(_ number: CInt, path: String, _ operation: String) -> ByteStreamError {
        let message = "cannot \(operation): \(String(cString: strerror(number)))"
        switch number {
        case ENOENT, ENXIO, ENODEV, ENOTDIR:
            return ByteStreamError(.notFound, path: path, message, remedy: "Check the cable and the path.")
        case EACCES, EPERM:
            return ByteStreamError(
                .denied, path: path, message,
                remedy: "Give the user the device's group, for serial ports usually `dialout`.")
        case EBUSY, EWOULDBLOCK:
            return busy(path)
        case EIO, EPIPE, ECONNRESET:
            return hungUp(path)
        case ETIMEDOUT:
            return ByteStreamError(
                .timedOut, path: path, message, remedy: "Check that the device is on and reachable.")
        default:
            return ByteStreamError(
                .inputOutput, path: path, message,
                remedy: "Check the device and its cable; the kernel log may say more.")
        }
    }

    static func busy(_ path: String) -> ByteStreamError {
        ByteStreamError(
            .busy, path: path, "another opener holds it",
            remedy: "Find the holder with `fuser -v \(path)` and stop it.")
    }

    static func hungUp(_ path: String) -> ByteStreamError {
        ByteStreamError(
            .hungUp, path: path, "the far end is gone", remedy: "Check power and cable, then open it again.")
    }

    static func closed(_ path: String) -> ByteStreamError {
        ByteStreamError(.hungUp, path: path, "the stream was closed", remedy: "Open it again.")
    }
}
