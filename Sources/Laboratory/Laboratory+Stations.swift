import PhysicalDevices
import Transports

extension Laboratory {
    /// One part of the laboratory that works by itself, as somebody sees it who watches over the daemon.
    public struct Station: Sendable {
        /// What it is, for messages.
        public let name: String
        /// Returns once that part has had its turn. One that is held up, in a driver's system call for instance, never
        /// does.
        public let visit: @Sendable () async -> Void
    }

    /// Every part that has to move for the laboratory to be alive: the queue of runs, the thread of the wires, and each
    /// device with its gate and its supervisor.
    public func stations() async -> [Station] {
        let runs = runs
        var stations = [
            Station(name: "the queue of runs") { _ = await runs.running },
            Station(name: "the thread of the wires") { await WireThread.turn() },
        ]
        for supervisor in await devices.all {
            stations.append(
                Station(name: "the device \(supervisor.device.id)") {
                    _ = await supervisor.device.state
                    _ = await supervisor.gate?.heldSafeReason
                })
        }
        return stations
    }
}
