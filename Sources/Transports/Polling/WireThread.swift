/// All wires of the process and the thread that waits for them, as somebody sees them who watches over the process.
public enum WireThread {
    private static let pause = Duration.milliseconds(10)

    /// Returns once the thread has gone round and no wire is in a system call; at once in a process that never opened a
    /// wire. A system call that does not return keeps this from returning, too.
    public static func turn() async {
        guard let thread = PollThread.running else { return }
        _ = await Wakeup().wait(until: .now, on: thread)
        for stream in thread.streams {
            while !stream.isBetweenCalls, !Task.isCancelled { _ = await Wakeup().wait(until: .now + pause, on: thread) }
        }
    }
}

extension DescriptorStream {
    /// Whether no system call is under way: none of them blocks, so one soon is not.
    fileprivate var isBetweenCalls: Bool { state.withLockIfAvailable { _ in true } ?? false }
}
