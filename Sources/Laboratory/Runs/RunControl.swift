/// What was asked of a run while it is under way; the run looks at it between batches.
actor RunControl {
    /// What a run is asked to do.
    enum Command: Sendable {
        /// Go on.
        case run
        /// Wait before the next batch.
        case pause
        /// End after the batch in hand.
        case stop
        /// End now.
        case abort
        /// End now, because the daemon stops.
        case interrupt

        /// Whether nothing more is to be driven.
        var endsNow: Bool { self == .abort || self == .interrupt }
    }

    private(set) var command = Command.run
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var watchers: [Int: AsyncStream<Command>.Continuation] = [:]
    private var nextWatcher = 0

    /// Asks for something; a stop is never taken back, and only an end at once goes before it.
    func ask(_ next: Command) {
        if command.endsNow || (command == .stop && !next.endsNow) { return }
        command = next
        for watcher in watchers.values { watcher.yield(next) }
        guard next != .pause else { return }
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    /// Returns as soon as the run is not asked to pause.
    func waitWhilePaused() async {
        guard command == .pause else { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Returns once the run is asked to end, in whatever way, or the task is cancelled.
    func waitForEnd() async {
        let id = nextWatcher
        nextWatcher += 1
        let commands = AsyncStream<Command> { continuation in
            continuation.yield(command)
            watchers[id] = continuation
            continuation.onTermination = { _ in Task { await self.forget(id) } }
        }
        for await command in commands where command == .stop || command.endsNow { return }
    }

    private func forget(_ watcher: Int) { watchers[watcher] = nil }
}
