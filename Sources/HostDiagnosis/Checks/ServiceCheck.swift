/// The daemon runs, where it is installed as a service.
enum ServiceCheck: HostCheck {
    static let name = "service"

    static func look(at scene: Scene, _ findings: inout Findings) -> String {
        let running = scene.processes.value?.named("pibd").map(\.id) ?? []
        guard let unit = scene.service.unit else {
            return running.isEmpty
                ? "not installed as a service" : "not installed as a service; pibd runs as process \(running[0])"
        }
        switch scene.service.processes {
        case .found(let processes) where !processes.isEmpty:
            return "runs as process \(processes[0])"
        case .unreadable(let reason):
            findings.unknown("it cannot be said whether the service runs", evidence: reason)
        case .found, .absent:
            findings.warning(
                "the service is installed and does not run", evidence: "\(unit), no process in its control group",
                fix: "sudo systemctl start pibd")
        }
        return "installed"
    }
}
