/// One question asked of a host.
protocol HostCheck: SendableMetatype {
    /// Its name in findings.
    static var name: String { get }
    /// Looks, enters what is wrong, and returns what to say where nothing is.
    static func look(at scene: Scene, _ findings: inout Findings) -> String
}

/// What every check looks at, read once.
struct Scene: Sendable {
    let host: any HostView
    /// Path of the daemon's socket.
    let socket: String
    let accounts: Observation<Accounts>
    let processes: Observation<Processes>
    let service: Service
    let inventory: USBInventory

    init(host: any HostView, socket: String) {
        self.host = host
        self.socket = socket
        accounts = Accounts.read(from: host)
        processes = Processes.read(from: host)
        service = Service(on: host)
        inventory = USBInventory(of: host)
    }

    /// The laboratory's devices among those plugged in.
    var devices: [USBDevice] { inventory.devices.filter { $0.driver != nil } }

    /// The groups and number the daemon has or would have as a service; nil where no service is installed.
    func daemonAccount() -> Observation<Account>? {
        guard service.unit != nil else { return nil }
        if let process = service.processes.value?.first,
            case .found(let account) = Processes.account(of: process, name: service.user, on: host)
        {
            return .found(account)
        }
        return accounts.map { accounts in
            var account = accounts.account(service.user) ?? Account(name: service.user, id: .max, groups: [])
            account.groups.formUnion(service.groups.compactMap { accounts.groups[$0]?.id })
            return account
        }
    }
}

/// The findings of one check while it looks.
struct Findings {
    let check: String
    private(set) var list: [Finding] = []

    init(check: String) { self.check = check }

    mutating func error(_ message: String, evidence: String, fix: String) {
        list.append(Finding(check: check, severity: .error, message: message, evidence: evidence, fix: fix))
    }

    mutating func warning(_ message: String, evidence: String, fix: String) {
        list.append(Finding(check: check, severity: .warning, message: message, evidence: evidence, fix: fix))
    }

    mutating func unknown(_ message: String, evidence: String, fix: String = "sudo pibctl doctor") {
        list.append(Finding(check: check, severity: .unknown, message: message, evidence: evidence, fix: fix))
    }

    func fine(_ message: String) -> Finding {
        Finding(check: check, severity: .fine, message: message, evidence: "", fix: nil)
    }

    /// The value if there is one; what could not be read becomes a finding.
    mutating func known<Value>(_ observation: Observation<Value>, _ what: String) -> Value? {
        if case .unreadable(let reason) = observation {
            unknown("\(what) cannot be read", evidence: reason)
        }
        return observation.value
    }

    /// The laboratory's devices, and an unknown where some may be missing.
    mutating func devices(in scene: Scene) -> [USBDevice] {
        let reasons = scene.inventory.unreadable
        if let first = reasons.first {
            let more = reasons.count == 1 ? "" : ", and \(reasons.count - 1) more"
            unknown("not all USB devices could be looked at", evidence: first + more)
        }
        return scene.devices
    }
}
