import Foundation

/// A program that was started, read and waited for by a thread of its own.
struct ChildProcess {
    enum Event: Sendable, Equatable {
        /// A line of its standard output.
        case line(String)
        /// Its end, last of all: the exit code; nil when a signal ended it.
        case ended(Int32?)
    }

    private let pid: pid_t
    private let output: Int32

    /// Starts the program at `path`, with nothing on its standard input. Throws `POSIXError`.
    init(_ path: String, arguments: [String], environment: [String: String]) throws {
        var ends: [Int32] = [-1, -1]
        // Not inherited by anybody else who starts a program at this moment, who would hold it open.
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        try Self.check(socketpair(AF_UNIX, type, 0, &ends) == 0 ? 0 : errno)
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        let words = ([path] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var pid: pid_t = 0
        do {
            try Self.check(posix_spawn(&pid, path, &actions, nil, words, variables))
        } catch {
            close(ends[0])
            throw error
        }
        self.pid = pid
        output = ends[0]
    }

    /// What comes of it, to the end; a program that has not ended at the deadline is killed.
    func events(until deadline: ContinuousClock.Instant) -> AsyncStream<Event> {
        AsyncStream { continuation in
            Thread.detachNewThread { [self] in
                read(until: deadline) { continuation.yield(.line($0)) }
                continuation.yield(.ended(reap(before: deadline)))
                continuation.finish()
            }
        }
    }

    /// Reads until the program has closed its output.
    private func read(until deadline: ContinuousClock.Instant, line: (String) -> Void) {
        defer { close(output) }
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
            var wait = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            let ready = poll(&wait, 1, Int32(max(0, left.rounded(.up))))
            if ready < 0, errno == EINTR { continue }
            let count = ready > 0 ? Foundation.read(output, &buffer, buffer.count) : 0
            guard count > 0 else { break }
            rest += buffer[..<count]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                line(String(decoding: rest[..<end], as: UTF8.self))
                rest.removeFirst(end + 1)
            }
        }
    }

    private func reap(before deadline: ContinuousClock.Instant) -> Int32? {
        var status: Int32 = 0
        var isKilled = false
        while waitpid(pid, &status, WNOHANG) == 0 {
            if !isKilled, ContinuousClock.now >= deadline { isKilled = kill(pid, SIGKILL) == 0 }
            poll(nil, 0, 5)
        }
        // The low seven bits name the signal that ended it.
        return status & 0x7F == 0 ? status >> 8 & 0xFF : nil
    }

    private static func check(_ number: Int32) throws {
        guard number != 0 else { return }
        throw POSIXError(POSIXErrorCode(rawValue: number) ?? .EIO)
    }
}
