import Foundation

/// The protocol between a service and systemd: readiness by a datagram to $NOTIFY_SOCKET, a listening socket as
/// descriptor 3 (sd_notify(3), sd_listen_fds(3)). Without systemd everything here does nothing.
struct ServiceManager {
    private let notifySocket: String?
    /// The listening socket that was handed over; nil when there is none.
    let inheritedSocket: Int32?
    /// How long the service manager waits for a sign that the daemon works (WatchdogSec=); nil when it does not.
    let watchdogInterval: Duration?

    /// Whether this process was started by a service manager that hears of its state.
    var isPresent: Bool { notifySocket != nil }

    /// What the environment says, and nothing for a process that only inherited it from its parent.
    static func fromEnvironment() -> ServiceManager {
        let environment = ProcessInfo.processInfo.environment
        let isOurs = environment["LISTEN_PID"].flatMap(Int32.init) == getpid()
        let count = isOurs ? environment["LISTEN_FDS"].flatMap(Int.init) ?? 0 : 0
        let isWatched = environment["WATCHDOG_PID"].map { Int32($0) == getpid() } ?? true
        let interval = environment["WATCHDOG_USEC"].flatMap(Int64.init).flatMap { $0 > 0 ? $0 : nil }
        return ServiceManager(
            notifySocket: environment["NOTIFY_SOCKET"], inheritedSocket: count > 0 ? 3 : nil,
            watchdogInterval: isWatched ? interval.map { .microseconds($0) } : nil)
    }

    /// Tells the service manager about a change of state, for instance `READY=1`.
    func notify(_ state: String) {
        guard let notifySocket, let address = UnixAddress(notifySocket) else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let bytes = Array(state.utf8)
        address.withPointer { pointer, length in
            _ = sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), pointer, length)
        }
    }
}

/// The address of a Unix socket; a name that begins with @ is in the abstract namespace.
private struct UnixAddress {
    private var address = sockaddr_un()
    private let length: socklen_t

    init?(_ path: String) {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { target in
            target.copyBytes(from: bytes)
            if bytes[0] == UInt8(ascii: "@") { target[0] = 0 }
        }
        length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    }

    func withPointer(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Void) {
        withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}
