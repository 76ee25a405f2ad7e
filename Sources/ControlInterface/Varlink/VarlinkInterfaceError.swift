/// A varlink interface file that cannot be used.
public struct VarlinkInterfaceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public let message: String
    /// The line it was found in, counted from 1.
    public let line: Int

    init(_ message: String, line: Int) {
        self.message = message
        self.line = line
    }

    /// The line and the message.
    public var description: String { "interface file, line \(line): \(message)" }
}
