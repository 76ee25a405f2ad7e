/// What is wrong with a host as a place to run a laboratory's devices on.
public struct Diagnosis: Sendable, Equatable {
    /// At least one finding for each check, in the order of the checks.
    public let findings: [Finding]

    private static let checks: [any HostCheck.Type] = [
        RulesCheck.self, ServiceCheck.self, SocketCheck.self, GroupsCheck.self, AccessCheck.self, HoldersCheck.self,
        ModemManagerCheck.self, BrailleCheck.self, SerialNumbersCheck.self, LatencyCheck.self, AutosuspendCheck.self,
        BufferMemoryCheck.self, BootLoaderCheck.self,
    ]

    /// Looks at `host`. Nothing on it is changed, and the daemon is not asked: `socket` is only looked at.
    public init(of host: any HostView, socket: String) {
        let scene = Scene(host: host, socket: socket)
        findings = Self.checks.flatMap { check in
            var findings = Findings(check: check.name)
            let fine = check.look(at: scene, &findings)
            return findings.list.isEmpty ? [findings.fine(fine)] : findings.list
        }
    }

    /// A diagnosis made of these findings.
    public init(findings: [Finding]) { self.findings = findings }

    /// Whether anything is known to be wrong; what could not be looked at does not count.
    public var isSomethingWrong: Bool { findings.contains { $0.severity >= .warning } }

    /// The findings of one severity.
    public func findings(_ severity: Finding.Severity) -> [Finding] { findings.filter { $0.severity == severity } }
}
