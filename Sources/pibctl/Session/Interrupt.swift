@preconcurrency import Dispatch
import Glibc

/// What comes of Ctrl-C: the first lets go of a run, a second one soon after stops it.
enum Interrupt: Sendable, Equatable {
    case pressed
    /// The time in which a second one would have counted is over.
    case graceOver

    /// How long after an interrupt the next one counts as its second.
    static let graceSeconds = 3

    /// The interrupts of this process from now on; they no longer end it.
    @Sendable static func stream() -> AsyncStream<Interrupt> {
        AsyncStream { continuation in
            signal(SIGINT, SIG_IGN)
            let queue = DispatchQueue(label: "io.pibd.pibctl.interrupts")
            let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: queue)
            source.setEventHandler {
                continuation.yield(.pressed)
                queue.asyncAfter(deadline: .now() + .seconds(graceSeconds)) { continuation.yield(.graceOver) }
            }
            continuation.onTermination = { _ in source.cancel() }
            source.resume()
        }
    }
}
