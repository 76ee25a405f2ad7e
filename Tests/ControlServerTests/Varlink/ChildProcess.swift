import Foundation

/// A program started by a test, its output in a pipe. Started without Foundation's `Process`, which hands down the
/// signals that the concurrency runtime's threads block: such a child could not be ended by anything but SIGKILL.
struct ChildProcess: Sendable {
    let id: pid_t
    private let output: FileHandle

    /// Starts a program, which `timeout` ends after 30 s, whatever becomes of the test.
    init(_ program: String, _ arguments: [String]) throws {
        let pipe = Pipe()
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        var noSignals = sigset_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_adddup2(&actions, pipe.fileHandleForWriting.fileDescriptor, descriptor)
        }
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        var words = (["timeout", "--kill-after=1", "30", program] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var id: pid_t = 0
        let error = posix_spawnp(&id, "timeout", &actions, &attributes, words, environ)
        guard error == 0 else { throw POSIXError(.init(rawValue: error) ?? .EIO) }
        try pipe.fileHandleForWriting.close()
        self.id = id
        output = pipe.fileHandleForReading
    }

    /// What the program has printed next, at least one byte unless it has ended.
    func someOutput() async -> String {
        await onThread { String(decoding: output.availableData, as: UTF8.self) }
    }

    /// Reads all output and waits for the end; the exit status, or nil where a signal was the end.
    func finish() async -> (status: Int32?, output: String) {
        await onThread {
            let text = String(decoding: output.readDataToEndOfFile(), as: UTF8.self)
            var status: Int32 = 0
            while waitpid(id, &status, 0) < 0, errno == EINTR {}
            return (status & 0x7F == 0 ? status >> 8 & 0xFF : nil, text)
        }
    }

    /// Asks the program to end.
    func terminate() {
        kill(id, SIGTERM)
    }

    private func onThread<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T {
        await withCheckedContinuation { continuation in
            Thread { continuation.resume(returning: body()) }.start()
        }
    }
}
