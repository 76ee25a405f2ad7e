import ControlServer
import Dispatch
import Laboratory
import Logging
import Synchronization

/// Tells the service manager that the daemon works, each time after a round through everything that works in it.
///
/// No timer says so by itself: where one part no longer answers, a driver that is stuck in a system call for instance,
/// the round does not end, the service manager hears nothing, and starts the daemon anew (WatchdogSec=).
struct WorkWatch {
    let laboratory: Laboratory
    let server: VarlinkServer
    let manager: ServiceManager
    let log: Logger

    /// Goes round until the task is cancelled; returns at once where nobody waits for it.
    func run() async {
        guard let limit = manager.watchdogInterval else { return }
        let complaint = Complaint(log)
        while !Task.isCancelled {
            complaint.expect(within: limit / 2)
            await complaint.about("the control socket") { await server.turn() }
            for station in await laboratory.stations() { await complaint.about(station.name, station.visit) }
            complaint.withdraw()
            manager.notify("WATCHDOG=1")
            // Four rounds in the time that is given, so that a slow one does no harm.
            try? await Task.sleep(for: limit / 4)
        }
    }
}

/// Says in the log whom a round waits for, while there is still time to; a thread of its own does it, for it may be the
/// others that are stuck.
private struct Complaint {
    private let visited = Visited()
    private let timer: any DispatchSourceTimer

    private final class Visited: Sendable {
        let name = Mutex("")
    }

    init(_ log: Logger) {
        timer = DispatchSource.makeTimerSource(queue: .global())
        timer.setEventHandler { @Sendable [visited] in
            let name = visited.name.withLock { $0 }
            log.critical("\(name) does not answer; the service manager will start the daemon anew")
        }
        withdraw()
        timer.resume()
    }

    func expect(within limit: Duration) {
        timer.schedule(deadline: .now() + .milliseconds(Int(limit / .milliseconds(1))))
    }

    func withdraw() { timer.schedule(deadline: .distantFuture) }

    func about(_ name: String, _ visit: () async -> Void) async {
        visited.name.withLock { $0 = name }
        await visit()
    }
}
