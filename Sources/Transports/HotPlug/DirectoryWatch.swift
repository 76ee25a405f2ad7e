import Glibc
import Synchronization

/// Tells when a name appears in a directory, changes its permissions there, or the directory goes (inotify).
final class DirectoryWatch: Pollable {
    private struct State {
        /// -1 once closed.
        var descriptor: CInt
        var token: PollThread.Token?
        /// Whether the directory, as it is now, is watched.
        var watching = false
    }

    let address: String
    private let directory: String
    private let name: String
    private let thread: PollThread
    private let state: Mutex<State>
    private let onChange: @Sendable () -> Void

    private static let interest = UInt32(
        IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)
    private static let gone = UInt32(IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF)

    /// - Parameter path: The absolute path whose last component is waited for; its directory need not exist yet.
    init(for path: String, onChange: @escaping @Sendable () -> Void) throws {
        thread = try PollThread.shared()
        let parts = path.split(separator: "/")
        address = path
        name = parts.last.map(String.init) ?? ""
        directory = "/" + parts.dropLast().joined(separator: "/")
        self.onChange = onChange
        let descriptor = inotify_init1(CInt(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else { throw ByteStreamError.system(errno, path: path, "watch its directory") }
        state = Mutex(State(descriptor: descriptor))
        let token = try thread.watch(self, descriptor: descriptor)
        state.withLock { $0.token = token }
    }

    deinit {
        close()
    }

    /// Whether ``look()`` has anything to do.
    var needsLook: Bool { state.withLock { $0.descriptor >= 0 && !$0.watching } }

    /// Begins to watch the directory, if it is there. May block as looking up any path may.
    func look() {
        state.withLock { state in
            guard state.descriptor >= 0 else { return }
            state.watching = inotify_add_watch(state.descriptor, directory, Self.interest) >= 0
        }
    }

    func close() {
        state.withLock { state in
            guard state.descriptor >= 0 else { return }
            if let token = state.token { thread.forget(token, descriptor: state.descriptor) }
            Glibc.close(state.descriptor)
            state.descriptor = -1
        }
    }

    func notice(readable: Bool, writable: Bool, gone: Bool) {
        if state.withLock({ drain(&$0) }) { onChange() }
    }

    /// Reads all news; whether any of it concerns the name.
    private func drain(_ state: inout State) -> Bool {
        var concerned = false
        var buffer = [UInt8](repeating: 0, count: 4096)
        while state.descriptor >= 0 {
            let count = Glibc.read(state.descriptor, &buffer, buffer.count)
            guard count > 0 else { return concerned }
            var news = buffer[..<count]
            while let event = Event(taking: &news) {
                if event.mask & Self.gone != 0 { state.watching = false }
                // An overflown queue may have lost the one event that counts.
                if event.mask & (Self.gone | UInt32(IN_Q_OVERFLOW)) != 0 || event.name == name { concerned = true }
            }
        }
        return concerned
    }

    /// One entry of what inotify's descriptor yields.
    private struct Event {
        let mask: UInt32
        let name: String

        init?(taking bytes: inout ArraySlice<UInt8>) {
            let header = MemoryLayout<inotify_event>.size
            guard bytes.count >= header else { return nil }
            let event = bytes.withUnsafeBytes { $0.loadUnaligned(as: inotify_event.self) }
            let name = bytes.dropFirst(header).prefix(Int(event.len))
            mask = event.mask
            self.name = String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
            bytes = bytes.dropFirst(header + Int(event.len))
        }
    }
}
