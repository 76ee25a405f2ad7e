import ControlInterface
import Foundation

/// What a command works with: where it was called, what it can write to, and how it reaches the daemon.
struct Session: Sendable {
    var environment: [String: String]
    /// The working directory, absolute.
    var directory: String
    var console: Console
    /// Opens a connection to the daemon that listens on a socket.
    var connect: @Sendable (_ socket: String) async throws -> LabClient
    /// The interrupts (Ctrl-C) from now on.
    var interrupts: @Sendable () -> AsyncStream<Interrupt>

    /// The session of this process.
    static func process() -> Session {
        let environment = ProcessInfo.processInfo.environment
        return Session(
            environment: environment,
            directory: FileManager.default.currentDirectoryPath,
            console: .standard(environment: environment),
            connect: { try await LabClient.connect(unixSocket: $0) },
            interrupts: Interrupt.stream)
    }

    /// The daemon's socket: the option, else `$PIBD_SOCKET`, else the service's own.
    func socket(_ options: DaemonOptions) -> String {
        if let socket = options.socket { return absolute(socket) }
        if let socket = environment["PIBD_SOCKET"], !socket.isEmpty { return absolute(socket) }
        return "/run/pibd/pibd.sock"
    }

    /// A new connection to the daemon.
    func client(_ options: DaemonOptions) async throws -> LabClient { try await connect(socket(options)) }

    /// `path` as it is if absolute, else below the working directory.
    func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        return URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: directory, isDirectory: true))
            .standardizedFileURL.path
    }
}
