extension StreamAddress {
    /// Moments at which the address may have become openable: one at once, one at every sign of it (udev's news of
    /// terminals, a change of the name in its directory), and one at least every second (pseudo-terminals and TCP:
    /// every 250 ms), so that nothing that gives no sign is missed: a port let go of, a link whose target came back,
    /// a server that listens again, a machine without udev.
    ///
    /// Moments that nobody has taken yet count as one. Opening may still fail, also repeatedly. The stream never ends
    /// by itself; leaving it, or cancelling the task that iterates, frees all it holds.
    public func appearances() -> AsyncStream<Void> {
        switch self {
        case .serialPort(let path): Appearances.stream(of: path, terminals: true, every: .seconds(1))
        case .usbSerial, .usb: Appearances.stream(of: nil, terminals: true, every: .seconds(1))
        case .pseudoTerminal(let path): Appearances.stream(of: path, terminals: false, every: .milliseconds(250))
        case .tcp: Appearances.stream(of: nil, terminals: false, every: .milliseconds(250))
        }
    }
}

extension SerialPorts {
    /// Moments at which the list of ports may have changed: one at once, and one after udev has dealt with any
    /// terminal device; once a second where no udev runs.
    ///
    /// Moments that nobody has taken yet count as one. The stream never ends by itself; leaving it frees all it holds.
    public static func changes() -> AsyncStream<Void> {
        Appearances.stream(of: nil, terminals: true, every: nil)
    }
}

/// What the streams above are made of.
enum Appearances {
    private static let slowPoll = Duration.seconds(1)

    /// - Parameters:
    ///   - path: Its directory is watched.
    ///   - terminals: Whether udev's news of terminals count.
    ///   - period: How often to yield in any case; nil for only where no udev runs.
    static func stream(of path: String?, terminals: Bool, every period: Duration?) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let yield: @Sendable () -> Void = { continuation.yield() }
        // Watches that cannot be made leave the poll.
        let monitor = terminals ? try? UdevMonitor(onChange: yield) : nil
        let directory = path.flatMap { try? DirectoryWatch(for: $0, onChange: yield) }
        let period = period ?? (monitor?.hearsUdev == true ? nil : slowPoll)
        let poll = Task {
            repeat {
                if let directory, let path, directory.needsLook {
                    try? await OffPool.run(before: .now + slowPoll, for: path) { directory.look() }
                }
                continuation.yield()
            } while await pause(period)
        }
        continuation.onTermination = { _ in
            poll.cancel()
            directory?.close()
            monitor?.close()
        }
        return stream
    }

    /// Waits for the next round; false if there is none.
    private static func pause(_ period: Duration?) async -> Bool {
        guard let period, let thread = try? PollThread.shared() else { return false }
        return await Wakeup().wait(until: .now + period, on: thread) == .deadlinePassed
    }
}
