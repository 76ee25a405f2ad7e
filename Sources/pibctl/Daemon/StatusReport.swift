import ControlInterface

/// The daemon's state for people.
struct StatusReport {
    private let status: GetStatus.Reply
    private let socket: String

    init(_ status: GetStatus.Reply, socket: String) {
        self.status = status
        self.socket = socket
    }

    func lines() -> [String] {
        let commit = status.commit.isEmpty ? "" : " (\(status.commit.prefix(12)))"
        let mode = status.simulate ? ", simulated devices only" : ""
        var lines = [
            "pibd \(status.version)\(commit), up \(Quantities.duration(status.uptimeSeconds))\(mode)".onOneLine, "",
        ]
        var facts = Table([("", .left), ("", .left)])
        facts.add(["process", "\(status.pid) on \(socket)"])
        facts.add(["state", status.stateDirectory])
        facts.add(["algebra", status.linearAlgebra])
        facts.add(["running", running])
        facts.add(["queued", String(status.queued)])
        facts.add(["followers", String(status.followers)])
        lines += facts.lines() + [""]
        return lines + (status.devices.isEmpty ? ["  no devices"] : DeviceTable.lines(status.devices))
    }

    private var running: String {
        guard let run = status.running else { return "nothing" }
        let progress = "\(Quantities.count(run.batchesDone)) of \(Quantities.count(run.batchesTotal)) batches"
        let accuracy = run.validationAccuracy.map { ", validation \(Quantities.percent($0))" } ?? ""
        return "run \(run.run) (\(run.state)): \(run.trainer) on \(run.dataset), \(progress)\(accuracy)"
    }
}
