/// No board waits in its boot loader instead of running its firmware.
enum BootLoaderCheck: HostCheck {
    static let name = "boot-loader"

    /// USB device firmware upgrade, in DFU mode.
    private static let firmwareUpgrade = "fe0102"
    /// Boot loaders with an id of their own.
    private static let identifiers = ["0483:df11": "an STM32", "2e8a:0003": "an RP2040", "2e8a:000f": "an RP2350"]

    static func look(at scene: Scene, _ findings: inout Findings) -> String {
        _ = findings.devices(in: scene)
        for device in scene.inventory.devices {
            let known = identifiers["\(device.vendor):\(device.product)"]
            // An mbed interface without its serial port is in maintenance mode.
            let isMaintained = device.driver == "arc-one" && device.serialPorts.isEmpty
            guard known != nil || isMaintained || device.interfaces.contains(firmwareUpgrade) else { continue }
            findings.warning(
                "\(known ?? "a board") waits in its boot loader and runs no firmware", evidence: device.description,
                fix: "sudo usbreset \(device.vendor):\(device.product)")
        }
        return "no board waits in its boot loader"
    }
}
