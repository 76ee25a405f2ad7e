import ControlInterface

/// Why a ``VarlinkServer`` cannot start.
public enum VarlinkServerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The path does not fit into a socket address.
    case pathTooLong(path: String)
    /// Another process serves this socket.
    case pathTaken(path: String)
    /// Something that is no socket is at the path; it is left alone.
    case notASocket(path: String)
    /// A system call failed; `reason` is the system's message.
    case cannotListen(path: String, operation: String, reason: String)
    /// The descriptor handed over by the service manager is no listening Unix stream socket.
    case unusableDescriptor(Int32)
    /// Two interfaces have the same name.
    case duplicateInterface(String)
    /// The server was started before.
    case alreadyStarted

    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .pathTooLong(let path):
            "the socket path \(path) has \(path.utf8.count) bytes, the system allows \(UnixSocket.longestPath); "
                + "choose a shorter one"
        case .pathTaken(let path):
            "another daemon is serving \(path); stop it, or choose another socket"
        case .notASocket(let path):
            "\(path) exists and is not a socket; remove it, or choose another path"
        case .cannotListen(let path, let operation, let reason):
            "cannot listen on \(path): \(operation): \(reason); see that the directory exists and is writable"
        case .unusableDescriptor(let descriptor):
            "descriptor \(descriptor) is no listening Unix stream socket; see ListenStream in the .socket unit"
        case .duplicateInterface(let name):
            "the interface \(name) is served twice; remove one of the two"
        case .alreadyStarted:
            "the server was started before; make a new one"
        }
    }
}
