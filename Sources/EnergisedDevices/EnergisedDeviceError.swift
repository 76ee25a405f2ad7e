import Glibc

/// A record of an energised device that cannot be read, written or removed.
public struct EnergisedDeviceError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file or directory concerned, or the device's id.
    public let path: String
    /// What went wrong.
    public let message: String
    /// What the reader can do about it.
    public let remedy: String

    /// An error from its parts.
    public init(path: String, message: String, remedy: String) {
        self.path = path
        self.message = message
        self.remedy = remedy
    }

    /// A system call that failed.
    static func system(_ number: CInt, _ operation: String, _ path: String) -> EnergisedDeviceError {
        EnergisedDeviceError(
            path: path, message: "cannot \(operation): \(String(cString: strerror(number)))",
            remedy: "Check the directory's owner, permissions and free space.")
    }

    public var description: String { "\(path): \(message). \(remedy)" }
}
