/// The udev rules are installed, in the version that belongs to this program.
enum RulesCheck: HostCheck {
    static let name = "udev-rules"

    /// The files in udev/ with their fingerprints; a test holds them against the files.
    static let files: [(name: String, fingerprint: UInt64)] = [
        ("60-pibd-identify.rules", 0xA2A8_94B7_2385_02F3),
        ("61-pibd-access.rules", 0xE9A2_A9FA_C414_3E4A),
        ("92-pibd-brltty.rules", 0x377E_6831_4A18_0BCE),
    ]

    /// Where udev looks; of files with the same name it takes the first.
    static let folders = [
        "/etc/udev/rules.d", "/run/udev/rules.d", "/usr/local/lib/udev/rules.d", "/usr/lib/udev/rules.d",
        "/lib/udev/rules.d",
    ]

    /// The command that installs them, from the folder with pibd's sources.
    static let install = "sudo udev/install"

    static func look(at scene: Scene, _ findings: inout Findings) -> String {
        var missing: [String] = []
        for file in files {
            guard let path = folders.map({ "\($0)/\(file.name)" }).first(where: { isThere($0, on: scene.host) }) else {
                missing.append(file.name)
                continue
            }
            judge(file, at: path, scene, &findings)
        }
        if !missing.isEmpty {
            findings.error(
                "not installed: \(missing.joined(separator: ", "))",
                evidence: "not in \(folders.joined(separator: ", "))", fix: install)
        }
        return "\(files.count) rule files installed and current"
    }

    private static func judge(
        _ file: (name: String, fingerprint: UInt64), at path: String, _ scene: Scene, _ findings: inout Findings
    ) {
        guard let text = findings.known(scene.host.text(path), path) else { return }
        if text.trimmed.isEmpty {
            findings.error("\(file.name) is switched off", evidence: "\(path) is empty", fix: install)
        } else if fingerprint(of: text) != file.fingerprint {
            findings.warning(
                "\(file.name) is not the one of this version, or was edited",
                evidence: "\(path) has the fingerprint \(String(fingerprint(of: text), radix: 16))", fix: install)
        }
    }

    private static func isThere(_ path: String, on host: any HostView) -> Bool {
        if case .absent = host.status(path) { return false }
        return true
    }

    /// FNV-1a, 64 bits: it has to notice another version, not a forger.
    static func fingerprint(of text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
