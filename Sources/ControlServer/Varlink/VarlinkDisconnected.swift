/// The client left, or was dropped because it did not read: no reply can reach it any more.
public struct VarlinkDisconnected: Error, Sendable, Hashable, CustomStringConvertible {
    /// The peer's process, for the log.
    public let pid: Int32

    /// What happened.
    public var description: String { "the client (process \(pid)) is gone" }
}
