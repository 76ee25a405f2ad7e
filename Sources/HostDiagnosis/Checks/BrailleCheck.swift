/// brltty does not take the laboratory's USB-to-UART bridges for braille displays.
enum BrailleCheck: HostCheck {
    static let name = "brltty"

    /// Bridges with a common id that brltty's rules, or brltty itself, take for displays.
    private static let bridges: Set<String> = ["0403:6001", "10c4:ea60", "1a86:7523", "067b:2303"]

    static func look(at scene: Scene, _ findings: inout Findings) -> String {
        let runs = !(scene.processes.value?.named("brltty") ?? []).isEmpty
        let rules = rulesInForce(scene.host)
        guard runs || !rules.isEmpty else {
            return scene.host.exists("/usr/bin/brltty") || scene.host.exists("/bin/brltty")
                ? "brltty is installed, but neither runs nor has rules" : "brltty is not installed"
        }
        // Any bridge counts, the laboratory's or not yet named as such: once taken, it has no port to be named by.
        for device in scene.inventory.devices where bridges.contains("\(device.vendor):\(device.product)") {
            let claimed = device.ownNode?.properties.value?["BRLTTY_BRAILLE_DRIVER"].map { !$0.isEmpty } ?? false
            let evidence = (rules + (runs ? ["brltty runs"] : [])).joined(separator: ", ")
            if claimed || (runs && device.serialPorts.isEmpty) {
                findings.error(
                    "brltty takes \(device.description) for a braille display", evidence: evidence,
                    fix: fix(rules: rules))
            } else if runs, device.driver != nil {
                findings.warning(
                    "brltty runs and may take \(device.description) for a braille display", evidence: evidence,
                    fix: fix(rules: rules))
            }
        }
        _ = findings.devices(in: scene)
        return "brltty is there and leaves the USB devices alone"
    }

    private static func rulesInForce(_ host: any HostView) -> [String] {
        var seen: Set<String> = []
        var inForce: [String] = []
        for folder in RulesCheck.folders {
            for name in host.names(folder).value ?? []
            where name.contains("brltty") && !name.contains("pibd") && name.hasSuffix(".rules") {
                // The first file of a name counts; an empty one or a link to /dev/null switches it off.
                guard seen.insert(name).inserted else { continue }
                if host.link("\(folder)/\(name)").value == "/dev/null" { continue }
                if host.text("\(folder)/\(name)").value?.trimmed.isEmpty == true { continue }
                inForce.append("\(folder)/\(name)")
            }
        }
        return inForce
    }

    private static func fix(rules: [String]) -> String {
        guard let rule = rules.first, let name = rule.split(separator: "/").last else {
            return "sudo systemctl mask --now brltty"
        }
        return "sudo ln -sf /dev/null /etc/udev/rules.d/\(name) && sudo udevadm control --reload"
    }
}
