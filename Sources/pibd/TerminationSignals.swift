import Dispatch
import Foundation

/// Waits for the signals that ask a daemon to stop, SIGTERM and SIGINT, and for SIGHUP: a terminal was closed, or the
/// service manager wants the configuration read again.
struct TerminationSignals {
    private let stream: AsyncStream<String>
    private let sources: [any DispatchSourceSignal]

    /// Catches the signals from now on, so that one that comes during start-up is not lost.
    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        self.stream = stream
        sources = [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT"), (SIGHUP, "SIGHUP")].map { number, name in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { @Sendable in continuation.yield(name) }
            source.resume()
            return source
        }
    }

    /// The name of the next signal that comes.
    func next() async -> String { await stream.first { _ in true } ?? "the end of the signals" }
}
