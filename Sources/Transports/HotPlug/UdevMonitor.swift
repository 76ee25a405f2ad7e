import CUdev
import Glibc
import Synchronization

/// Tells when a terminal device came, went or changed: once udev has dealt with it, so that links and permissions are
/// in place, or as the kernel says it where no udev runs.
final class UdevMonitor: Pollable {
    private struct State {
        var udev: OpaquePointer?
        /// nil once closed.
        var monitor: OpaquePointer?
        var descriptor: CInt = -1
        var token: PollThread.Token?
    }

    let address = "udev"
    /// Whether udev runs. Otherwise the kernel may stay silent too, as it does in most containers.
    let hearsUdev: Bool
    private let thread: PollThread
    private let state = Mutex(State())
    private let onChange: @Sendable () -> Void

    /// - Throws: ``ByteStreamError`` with `unsupported` where there are no netlink sockets (some containers, a service
    ///   without `AF_NETLINK`).
    init(onChange: @escaping @Sendable () -> Void) throws {
        thread = try PollThread.shared()
        self.onChange = onChange
        let source = access("/run/udev/control", F_OK) == 0 ? "udev" : "kernel"
        hearsUdev = source == "udev"
        let descriptor = try state.withLock { try Self.start(&$0, source) }
        let token = try thread.watch(self, descriptor: descriptor)
        state.withLock { $0.token = token }
    }

    deinit {
        close()
    }

    func close() {
        state.withLock { state in
            if let token = state.token { thread.forget(token, descriptor: state.descriptor) }
            // This closes the descriptor.
            udev_monitor_unref(state.monitor)
            udev_unref(state.udev)
            state = State()
        }
    }

    func notice(readable: Bool, writable: Bool, gone: Bool) {
        state.withLock { state in
            guard let monitor = state.monitor else { return }
            while let device = udev_monitor_receive_device(monitor) { udev_device_unref(device) }
        }
        // Also where nothing could be read: an overflown socket has lost events.
        onChange()
    }

    private static func start(_ state: inout State, _ source: String) throws -> CInt {
        state.udev = udev_new()
        state.monitor = udev_monitor_new_from_netlink(state.udev, source)
        guard let monitor = state.monitor,
            udev_monitor_filter_add_match_subsystem_devtype(monitor, "tty", nil) >= 0,
            udev_monitor_enable_receiving(monitor) >= 0
        else { throw unsupported }
        state.descriptor = udev_monitor_get_fd(monitor)
        return state.descriptor
    }

    private static let unsupported = ByteStreamError(
        .unsupported, path: "udev", "it tells nothing about devices here",
        remedy: "Allow the service AF_NETLINK sockets; until then devices are looked for once a second.")
}
