/// The groups exist, the daemon's user is in them, and a login knows of the groups it was given.
enum GroupsCheck: HostCheck {
    static let name = "groups"

    static func look(at scene: Scene, _ findings: inout Findings) -> String {
        guard let accounts = findings.known(scene.accounts, "the users and groups") else { return "" }
        let needed = neededGroups(scene, &findings)
        for group in needed where accounts.groups[group] == nil {
            findings.error(
                "the group \(group) does not exist", evidence: "not in /etc/group",
                fix: "sudo groupadd --system \(group)")
        }
        daemon(accounts, needed, scene, &findings)
        login(accounts, scene, &findings)
        return "groups \(needed.joined(separator: ", ")) in order"
    }

    /// The groups that own what the laboratory's devices are opened through.
    private static func neededGroups(_ scene: Scene, _ findings: inout Findings) -> [String] {
        let devices = findings.devices(in: scene)
        let displays = devices.contains { $0.driver == "dlpc900" || $0.driver == "santec-slm" }
        return ["dialout", "labdevices"] + (displays ? ["video"] : [])
    }

    private static func daemon(
        _ accounts: Accounts, _ needed: [String], _ scene: Scene, _ findings: inout Findings
    ) {
        guard scene.service.unit != nil else { return }
        let user = scene.service.user
        if accounts.account(user) == nil {
            findings.error(
                "the daemon's user \(user) does not exist", evidence: "not in /etc/passwd",
                fix: "sudo useradd --system --user-group --no-create-home --shell /usr/sbin/nologin \(user)")
            return
        }
        guard let observed = scene.daemonAccount(), let account = findings.known(observed, "the daemon's groups") else {
            return
        }
        let missing = needed.filter { name in
            accounts.groups[name].map { !account.groups.contains($0.id) } ?? false
        }
        guard !missing.isEmpty, account.id != 0 else { return }
        findings.error(
            "the daemon is not in \(missing.joined(separator: ", "))",
            evidence: "user \(user), unit \(scene.service.unit ?? "")",
            fix: "sudo usermod -aG \(missing.joined(separator: ",")) \(user) && sudo systemctl restart pibd")
    }

    /// A group given after the login counts only from the next one on.
    private static func login(_ accounts: Accounts, _ scene: Scene, _ findings: inout Findings) {
        let user = scene.host.user
        for group in ["pibd", "dialout", "labdevices", "video"] {
            guard let entry = accounts.groups[group], entry.members.contains(user.name),
                !user.groups.contains(entry.id)
            else { continue }
            findings.warning(
                "\(user.name) was put into \(group), but this login does not know it yet",
                evidence: "in /etc/group, not among the groups of this process", fix: "newgrp \(group)")
        }
    }
}
